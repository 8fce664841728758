//! The harness: contestants take turns in rounds in one process, and only ratios within a round
//! count, so that a busy or a slow machine changes the times but not the result.
#![allow(clippy::cast_precision_loss, reason = "times and counts far below 2^52")]

pub mod alloc;
pub mod cpu;
pub mod http;
pub mod loops;
pub mod users;

use std::hint::black_box;
use std::time::Duration;

use alloc::{Allocations, count};
use cpu::Clock;

/// One bench program: its options, and the ratios it will end with.
#[derive(Debug)]
pub struct Bench {
    quick: bool,
    words: Vec<String>,
    ratios: Vec<Ratio>,
}

/// One result: ours over the named baseline, and what it should be at most.
#[derive(Debug)]
struct Ratio {
    name: String,
    value: f64,
    goal: Option<f64>,
}

impl Bench {
    /// Reads the command line: `--quick` for few and short rounds, words that pick groups.
    pub fn from_args() -> Self {
        let args = || std::env::args().skip(1);
        Self {
            quick: args().any(|arg| arg == "--quick"),
            words: args().filter(|arg| !arg.starts_with("--")).collect(),
            ratios: Vec::new(),
        }
    }

    /// Whether only a rough result is asked for.
    pub fn quick(&self) -> bool {
        self.quick
    }

    /// Whether the group of that name is asked for.
    pub fn wants(&self, group: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| group.contains(word))
    }

    /// `many` rounds, or `few` of them with `--quick`.
    pub fn rounds(&self, many: usize, few: usize) -> usize {
        if self.quick { few } else { many }
    }

    /// A group of contestants that do the same work.
    pub fn group<'a>(&'a mut self, name: &'a str) -> Group<'a> {
        Group {
            bench: self,
            name,
            per: 1,
            clock: Clock::Thread,
            cases: Vec::new(),
            goals: Vec::new(),
        }
    }

    /// Adds a result that no group has measured.
    pub fn record(&mut self, name: impl Into<String>, value: f64, goal: Option<f64>) {
        self.ratios.push(Ratio { name: name.into(), value, goal });
    }

    /// Prints the goals, then `ratio NAME VALUE` for each of them.
    pub fn finish(self) {
        println!("\n{:<32} {:>8} {:>8}", "goal", "ratio", "at most");
        for Ratio { name, value, goal } in &self.ratios {
            let bar = goal.map_or(String::from("-"), |goal| format!("{goal:.2}"));
            let miss = if goal.is_some_and(|goal| *value > goal) { "  missed" } else { "" };
            println!("{name:<32} {value:>8.3} {bar:>8}{miss}");
        }
        println!();
        for Ratio { name, value, .. } in self.ratios {
            println!("ratio {name} {value:.3}");
        }
    }
}

/// Contestants that do the same work; the first one is the baseline of the printed table.
pub struct Group<'a> {
    bench: &'a mut Bench,
    name: &'a str,
    per: u32,
    clock: Clock,
    cases: Vec<Case<'a>>,
    goals: Vec<Goal>,
}

struct Case<'a> {
    name: &'a str,
    run: Box<dyn FnMut(u64) + 'a>,
}

/// A number of a contestant, and what it should be at most.
struct Goal {
    name: &'static str,
    ours: &'static str,
    what: Number,
    bar: Option<f64>,
}

/// What is asked of a contestant.
enum Number {
    /// Its time over that of another.
    Over(&'static str),
    /// The same, of the fastest of others.
    OverFastest(&'static [&'static str]),
    /// How often it asks for memory in an operation.
    Allocations,
    /// The nanoseconds of an operation.
    Nanos,
}

impl<'a> Group<'a> {
    /// How many operations one call of a contestant does (1 unless said).
    #[must_use]
    pub fn per(mut self, operations: u32) -> Self {
        self.per = operations;
        self
    }

    /// Whose processor time counts (the bench's own thread unless said).
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Adds a contestant; what it returns counts as used.
    #[must_use]
    pub fn case<R>(mut self, name: &'a str, mut f: impl FnMut() -> R + 'a) -> Self {
        let run = move |times| {
            for _ in 0..times {
                black_box(f());
            }
        };
        self.cases.push(Case { name, run: Box::new(run) });
        self
    }

    /// Reports the ratio of two contestants under a name, which should be at most `bar`.
    #[must_use]
    pub fn goal(
        self,
        name: &'static str,
        ours: &'static str,
        base: &'static str,
        bar: impl Into<Option<f64>>,
    ) -> Self {
        self.wanted(name, ours, Number::Over(base), bar.into())
    }

    /// Reports a contestant's ratio to the fastest of others, which it should beat.
    #[must_use]
    pub fn beats(
        self,
        name: &'static str,
        ours: &'static str,
        others: &'static [&'static str],
    ) -> Self {
        self.wanted(name, ours, Number::OverFastest(others), Some(1.0))
    }

    /// Reports how often an operation of a contestant asks for memory.
    #[must_use]
    pub fn allocations(self, name: &'static str, ours: &'static str, bar: f64) -> Self {
        self.wanted(name, ours, Number::Allocations, Some(bar))
    }

    /// Reports the nanoseconds of a contestant's operation.
    #[must_use]
    pub fn nanos(self, name: &'static str, ours: &'static str, bar: f64) -> Self {
        self.wanted(name, ours, Number::Nanos, Some(bar))
    }

    fn wanted(
        mut self,
        name: &'static str,
        ours: &'static str,
        what: Number,
        bar: Option<f64>,
    ) -> Self {
        self.goals.push(Goal { name, ours, what, bar });
        self
    }

    /// Runs the rounds and prints the table.
    ///
    /// # Panics
    /// When a goal names a contestant that is not there, or counts where nobody does.
    pub fn run(mut self) {
        if !self.bench.wants(self.name) {
            return;
        }
        let clock = self.clock;
        let short = self.bench.quick && clock == Clock::Thread;
        let slice = Duration::from_micros(if short { 300 } else { 2_000 });
        let times: Vec<u64> =
            self.cases.iter_mut().map(|case| calibrate(clock, slice, &mut case.run)).collect();
        let rounds = self.bench.rounds(61, 9);
        let mut nanos = vec![Vec::with_capacity(rounds); self.cases.len()];
        for round in 0..rounds {
            // Each round begins with another contestant, so that none always follows the same one.
            for turn in 0..self.cases.len() {
                let i = (round + turn) % self.cases.len();
                // The others have had the caches meanwhile.
                (self.cases[i].run)(times[i].div_ceil(4));
                let spent = time(clock, &mut self.cases[i].run, times[i]);
                nanos[i].push(spent.as_nanos() as f64 / (times[i] as f64 * f64::from(self.per)));
            }
        }
        println!(
            "\n{}\n{:<34} {:>12} {:>8} {:>17} {:>7} {:>9}",
            self.name, "", "ns", "ratio", "(quartiles)", "allocs", "bytes"
        );
        let mut asked = Vec::new();
        for (i, case) in self.cases.iter_mut().enumerate() {
            let [low, middle, high] = quartiles(&over(&nanos[i], &nanos[0]));
            let [_, typical, _] = quartiles(&nanos[i]);
            let quartile = format!("{low:.2}-{high:.2}");
            let allocations =
                count(|| (case.run)(1)).map_or(String::new(), |Allocations { calls, bytes }| {
                    let per = f64::from(self.per);
                    asked.push((case.name, calls as f64 / per));
                    format!(" {:>7.1} {:>9.0}", calls as f64 / per, bytes as f64 / per)
                });
            println!("{:<34} {typical:>12.2} {middle:>8.3} {quartile:>17}{allocations}", case.name);
        }
        let of = |name| {
            let place = self.cases.iter().position(|case| case.name == name);
            &nanos[place.unwrap_or_else(|| panic!("no contestant `{name}`"))]
        };
        let ratio = |ours, base| quartiles(&over(of(ours), of(base)))[1];
        for Goal { name, ours, what, bar } in self.goals {
            let value = match what {
                Number::Over(base) => ratio(ours, base),
                Number::OverFastest(others) => {
                    others.iter().map(|other| ratio(ours, other)).fold(0.0, f64::max)
                }
                Number::Allocations => {
                    let calls = asked.iter().find(|(case, _)| *case == ours);
                    calls.unwrap_or_else(|| panic!("nobody counts for `{ours}`")).1
                }
                Number::Nanos => quartiles(of(ours))[1],
            };
            self.bench.record(name, value, bar);
        }
    }
}

fn time(clock: Clock, run: &mut dyn FnMut(u64), times: u64) -> Duration {
    let start = clock.now();
    run(times);
    clock.now().saturating_sub(start)
}

/// How often a contestant must be called to fill one slice of time.
fn calibrate(clock: Clock, slice: Duration, run: &mut dyn FnMut(u64)) -> u64 {
    let mut times = 1;
    loop {
        let spent = time(clock, run, times);
        if spent >= slice / 2 {
            let fit = times as f64 * slice.as_secs_f64() / spent.as_secs_f64();
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "positive"
            )]
            return (fit as u64).max(1);
        }
        times *= 2;
    }
}

/// Each round's ratio of two contestants.
pub fn over(ours: &[f64], base: &[f64]) -> Vec<f64> {
    ours.iter().zip(base).map(|(a, b)| a / b).collect()
}

/// The lower quartile, the median and the upper quartile.
///
/// # Panics
/// Of nothing.
pub fn quartiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |part: usize| sorted[(sorted.len() - 1) * part / 4];
    [at(1), at(2), at(3)]
}
