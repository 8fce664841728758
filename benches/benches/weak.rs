//! `WeakCache` beside a map of `Weak`s in a `Mutex` and beside Python's; `Events` beside a `Vec` of `Weak`s.
#![allow(missing_docs, reason = "a program")]
#![allow(clippy::cast_precision_loss, reason = "times and counts far below 2^52")]

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::hint::black_box;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier, Mutex, Weak};
use std::thread;
use std::time::Instant;

use dunder::weak::KeyState;
use dunder::{Events, Held, Listener, WeakCache};
use dunder_benches::cpu::Clock;
use dunder_benches::{Bench, over, quartiles};

type Value = [u64; 4];
type Plain = Mutex<HashMap<u64, Weak<Value>>>;

/// What anyone would write.
fn plain_get<S: BuildHasher>(
    map: &Mutex<HashMap<u64, Weak<Value>, S>>,
    key: u64,
) -> Option<Arc<Value>> {
    map.lock().unwrap().get(&key).and_then(Weak::upgrade)
}

/// The same, counting hits and misses.
struct Counting {
    map: HashMap<u64, Weak<Value>>,
    hits: u64,
    misses: u64,
}

fn counting_get(map: &Mutex<Counting>, key: u64) -> Option<Arc<Value>> {
    let mut map = map.lock().unwrap();
    let found = map.map.get(&key).and_then(Weak::upgrade);
    if found.is_some() {
        map.hits += 1;
    } else {
        map.misses += 1;
    }
    found
}

const LOOKUPS: u32 = 256;

/// Keys in an order that the caches do not guess.
fn keys(count: u64, offset: u64) -> Vec<u64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..1 << 16)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % count + offset
        })
        .collect()
}

fn lookups(bench: &mut Bench, count: u64, name: [&str; 2], goals: [[&'static str; 2]; 2]) {
    // Each has values of its own: those of several would be kept in the caches by all of them.
    let cache = WeakCache::new();
    let plain: Plain = Mutex::default();
    let hashed: Mutex<HashMap<u64, Weak<Value>, KeyState>> = Mutex::default();
    let counting = Mutex::new(Counting { map: HashMap::new(), hits: 0, misses: 0 });
    let mut arcs = Vec::new();
    let mut held = Vec::new();
    let mut value = |key| {
        arcs.push(Arc::new([key; 4]));
        Arc::downgrade(&arcs[arcs.len() - 1])
    };
    for key in 0..count {
        plain.lock().unwrap().insert(key, value(key));
        held.push(cache.put(key, [key; 4]));
        hashed.lock().unwrap().insert(key, value(key));
        counting.lock().unwrap().map.insert(key, value(key));
    }
    for (place, offset) in [0, count].into_iter().enumerate() {
        let keys = keys(count, offset);
        let walk = |get: &dyn Fn(&[u64]) -> u64, at: &mut usize| {
            *at = (*at + LOOKUPS as usize) % keys.len();
            get(&keys[*at..*at + LOOKUPS as usize])
        };
        let (mut a, mut b, mut c, mut d) = (0, 0, 0, 0);
        bench
            .group(name[place])
            .per(LOOKUPS)
            .case("Mutex<HashMap<K, Weak<V>>>", || {
                walk(
                    &|keys| {
                        keys.iter().filter_map(|key| plain_get(&plain, *key)).map(|v| v[0]).sum()
                    },
                    &mut a,
                )
            })
            .case("dunder", || {
                walk(
                    &|keys| keys.iter().filter_map(|key| cache.get(key)).map(|v| v[0]).sum(),
                    &mut b,
                )
            })
            .case("Mutex<HashMap>, counting", || {
                walk(
                    &|keys| {
                        keys.iter()
                            .filter_map(|key| counting_get(&counting, *key))
                            .map(|v| v[0])
                            .sum()
                    },
                    &mut c,
                )
            })
            .case("the same map with our hashes", || {
                walk(
                    &|keys| {
                        keys.iter().filter_map(|key| plain_get(&hashed, *key)).map(|v| v[0]).sum()
                    },
                    &mut d,
                )
            })
            .goal(goals[place][0], "dunder", "Mutex<HashMap<K, Weak<V>>>", 1.05)
            .goal(goals[place][1], "dunder", "the same map with our hashes", None)
            .run();
    }
    let counting = counting.into_inner().unwrap();
    black_box((counting.hits, counting.misses));
}

/// Lets the allocator sort what was given back before: glibc does it when it is asked for something
/// large, in the time of whoever asks.
fn settle() {
    drop(black_box(Vec::<u8>::with_capacity(1 << 16)));
}

/// Nanoseconds an entry: insertion, and the values' death with what purging there is.
fn plain_life(count: u64) -> [f64; 2] {
    settle();
    let map: Plain = Mutex::default();
    let mut owners = Vec::with_capacity(usize::try_from(count).unwrap());
    let start = Clock::Thread.now();
    for key in 0..count {
        let value = Arc::new([key; 4]);
        map.lock().unwrap().insert(key, Arc::downgrade(&value));
        owners.push(value);
    }
    let inserted = Clock::Thread.now();
    drop(owners);
    map.lock().unwrap().retain(|_, value| value.strong_count() > 0);
    let end = Clock::Thread.now();
    [inserted.saturating_sub(start), end.saturating_sub(inserted)]
        .map(|spent| spent.as_nanos() as f64 / count as f64)
}

fn weak_life(count: u64) -> [f64; 2] {
    settle();
    let cache = WeakCache::new();
    let mut owners: Vec<Held<Value>> = Vec::with_capacity(usize::try_from(count).unwrap());
    let start = Clock::Thread.now();
    for key in 0..count {
        owners.push(cache.put(key, [key; 4]));
    }
    let inserted = Clock::Thread.now();
    drop(owners);
    let end = Clock::Thread.now();
    [inserted.saturating_sub(start), end.saturating_sub(inserted)]
        .map(|spent| spent.as_nanos() as f64 / count as f64)
}

fn median(values: &[f64]) -> f64 {
    quartiles(values)[1]
}

fn lives(bench: &mut Bench, count: u64, goals: [&'static str; 3]) {
    let name = format!("life: insertion and death of {count} entries");
    if !bench.wants(&name) {
        return;
    }
    let rounds = bench.rounds(if count > 500_000 { 15 } else { 61 }, 7);
    let times = usize::try_from((100_000 / count).max(1)).unwrap();
    let mean = |life: fn(u64) -> [f64; 2]| {
        let lives: Vec<_> = (0..times).map(|_| life(count)).collect();
        [0, 1].map(|phase| lives.iter().map(|life| life[phase]).sum::<f64>() / times as f64)
    };
    let (mut plain, mut ours) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            plain.push(mean(plain_life));
            ours.push(mean(weak_life));
        } else {
            ours.push(mean(weak_life));
            plain.push(mean(plain_life));
        }
    }
    let column =
        |of: &[[f64; 2]], phase: usize| of.iter().map(|life| life[phase]).collect::<Vec<_>>();
    let sum = |of: &[[f64; 2]]| of.iter().map(|life| life[0] + life[1]).collect::<Vec<_>>();
    println!("\n{name}\n{:<34} {:>12} {:>12} {:>12}", "", "insert ns", "death ns", "both ns");
    for (name, of) in [("Mutex<HashMap>, retain", &plain), ("dunder", &ours)] {
        let [insert, death] = [0, 1].map(|phase| median(&column(of, phase)));
        println!("{name:<34} {insert:>12.2} {death:>12.2} {:>12.2}", median(&sum(of)));
    }
    let insert = median(&over(&column(&ours, 0), &column(&plain, 0)));
    bench.record(goals[0], insert, Some(1.1));
    bench.record(goals[1], median(&over(&sum(&ours), &sum(&plain))), Some(1.1));
    bench.record(goals[2], median(&column(&ours, 1)) / 45.0, Some(1.0));
}

/// Nanoseconds a lookup over both of two threads.
fn with_two(get: impl Fn(u64) -> bool + Sync) -> f64 {
    const EACH: usize = 200_000;
    let keys = keys(1_000, 0);
    let together = Barrier::new(3);
    thread::scope(|scope| {
        for thread in 0..2 {
            let (together, keys, get) = (&together, &keys, &get);
            scope.spawn(move || {
                together.wait();
                let found =
                    keys.iter().cycle().skip(thread * 999).take(EACH).filter(|key| get(**key));
                black_box(found.count());
                together.wait();
            });
        }
        together.wait();
        let start = Instant::now();
        together.wait();
        start.elapsed().as_nanos() as f64 / (2 * EACH) as f64
    })
}

fn two_threads(bench: &mut Bench) {
    let name = "get: a hit among 1000 entries, on two threads at a time, wall clock";
    if !bench.wants(name) {
        return;
    }
    let plain: Plain = Mutex::default();
    let cache = WeakCache::new();
    let arcs: Vec<_> = (0..1_000).map(|key| Arc::new([key; 4])).collect();
    let held: Vec<_> = (0..1_000).map(|key| cache.put(key, [key; 4])).collect();
    for (key, value) in arcs.iter().enumerate() {
        plain.lock().unwrap().insert(key as u64, Arc::downgrade(value));
    }
    let (mut base, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds(31, 7) {
        base.push(with_two(|key| plain_get(&plain, key).is_some()));
        ours.push(with_two(|key| cache.get(&key).is_some()));
    }
    println!("\n{name}\n{:<34} {:>12}", "", "ns");
    println!("{:<34} {:>12.2}", "Mutex<HashMap<K, Weak<V>>>", median(&base));
    println!("{:<34} {:>12.2}", "dunder", median(&ours));
    bench.record("weak_get_two_threads", median(&over(&ours, &base)), Some(1.0));
    drop((arcs, held));
}

const PYTHON: &str = r"
import weakref
from time import thread_time_ns as now
class V:
    __slots__ = ('v', '__weakref__')
n = 100_000
keys = [(i * 0x9E3779B9) % n for i in range(n)]
best = [float('inf')] * 3
for _ in range(3):
    d = weakref.WeakValueDictionary()
    values = [V() for _ in range(n)]
    start = now()
    for i in range(n):
        d[i] = values[i]
    inserted = now()
    for key in keys:
        d.get(key)
    found = now()
    values.clear()
    died = now()
    assert len(d) == 0
    spent = [inserted - start, found - inserted, died - found]
    best = [min(both) for both in zip(best, spent)]
print(*(spent / n for spent in best))
";

/// Nanoseconds an entry of an insertion, a hit and a death, as `PYTHON` does them: the keys are put
/// in their order and asked for in one that jumps about, one after the other.
fn as_python() -> [f64; 3] {
    const ENTRIES: u64 = 100_000;
    let keys: Vec<u64> = (0..ENTRIES).map(|i| i * 0x9E37_79B9 % ENTRIES).collect();
    let mut best = [f64::INFINITY; 3];
    for _ in 0..3 {
        let cache = WeakCache::new();
        let mut held: Vec<Held<Value>> = Vec::with_capacity(keys.len());
        let start = Clock::Thread.now();
        for key in 0..ENTRIES {
            held.push(cache.put(key, [key; 4]));
        }
        let inserted = Clock::Thread.now();
        for key in &keys {
            black_box(cache.get(key));
        }
        let found = Clock::Thread.now();
        held.clear();
        let died = Clock::Thread.now();
        for (best, [from, to]) in
            best.iter_mut().zip([[start, inserted], [inserted, found], [found, died]])
        {
            *best = best.min(to.saturating_sub(from).as_nanos() as f64 / ENTRIES as f64);
        }
    }
    best
}

fn python(bench: &mut Bench) {
    let name = "python: CPython's WeakValueDictionary of 100000 entries";
    if !bench.wants(name) {
        return;
    }
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds(15, 5) {
        let Ok(output) = Command::new("python3").args(["-c", PYTHON]).output() else {
            println!("\n{name}: no python3 here");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout);
        let mut words = text.split_whitespace().map(|word| word.parse().unwrap_or(f64::NAN));
        theirs.push([0; 3].map(|_| words.next().unwrap_or(f64::NAN)));
        ours.push(as_python());
    }
    let column = |of: &[[f64; 3]], at: usize| of.iter().map(|row| row[at]).collect::<Vec<_>>();
    println!("\n{name}\n{:<34} {:>12} {:>12} {:>12}", "", "insert ns", "hit ns", "death ns");
    for (name, of) in [("CPython", &theirs), ("dunder", &ours)] {
        let [insert, hit, death] = [0, 1, 2].map(|at| median(&column(of, at)));
        println!("{name:<34} {insert:>12.2} {hit:>12.2} {death:>12.2}");
    }
    let goals = [
        ("weak_insert_cpython", Some(0.2)),
        ("weak_get_cpython", Some(0.2)),
        ("weak_death_cpython", None),
    ];
    for (at, (name, goal)) in goals.into_iter().enumerate() {
        bench.record(name, median(&over(&column(&ours, at), &column(&theirs, at))), goal);
    }
}

#[derive(Default)]
struct Ear(AtomicU64);

impl Listener<u64> for Ear {
    fn on_event(&self, event: &u64) {
        self.0.fetch_add(*event, Relaxed);
    }
}

fn events(bench: &mut Bench) {
    const EARS: u32 = 100;
    let ears: Vec<_> = (0..EARS).map(|_| Arc::new(Ear::default())).collect();
    let events = Events::new();
    let mut plain: Vec<Weak<dyn Listener<u64>>> = Vec::new();
    for ear in &ears {
        events.subscribe(ear);
        let weak: Weak<Ear> = Arc::downgrade(ear);
        plain.push(weak);
    }
    bench
        .group("notify: a hundred listeners")
        .per(EARS)
        .case("Vec<Weak<dyn Listener>>", || {
            for listener in black_box(&plain) {
                if let Some(listener) = listener.upgrade() {
                    listener.on_event(&1);
                }
            }
        })
        .case("dunder", || black_box(&events).notify(&1))
        .goal("events_notify", "dunder", "Vec<Weak<dyn Listener>>", 1.2)
        .run();
}

fn main() {
    let mut bench = Bench::from_args();
    let names = ["get: a hit among 1000 entries", "get: a miss among 1000 entries"];
    let hit = ["weak_hit", "weak_hit_same_hashes"];
    let miss = ["weak_miss", "weak_miss_same_hashes"];
    lookups(&mut bench, 1_000, names, [hit, miss]);
    let names = ["get: a hit among 100000 entries", "get: a miss among 100000 entries"];
    let hit = ["weak_hit_100k", "weak_hit_100k_same_hashes"];
    let miss = ["weak_miss_100k", "weak_miss_100k_same_hashes"];
    lookups(&mut bench, 100_000, names, [hit, miss]);
    lives(&mut bench, 1_000, ["weak_insert", "weak_life", "weak_death_45ns"]);
    lives(&mut bench, 100_000, ["weak_insert_100k", "weak_life_100k", "weak_death_100k_45ns"]);
    lives(&mut bench, 1_000_000, ["weak_insert_1m", "weak_life_1m", "weak_death_1m_45ns"]);
    two_threads(&mut bench);
    events(&mut bench);
    python(&mut bench);
    bench.finish();
}
