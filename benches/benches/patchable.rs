//! What a `#[patchable]` method costs that is not patched, and one that is.
#![allow(missing_docs, reason = "a program")]
#![allow(clippy::unused_self, reason = "methods are what is patched")]

use std::cell::RefCell;
use std::hint::black_box;
use std::process::Command;
use std::rc::Rc;
use std::thread;

use dunder::patch;
use dunder_benches::Bench;

struct Calculator {
    offset: i64,
}

/// What the others are compared with.
impl Calculator {
    #[inline(never)]
    fn plain(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }

    #[inline]
    fn plain_inline(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }

    /// A switch by hand: what a careful person writes without a macro.
    #[inline(never)]
    fn switched(&self, a: i64, b: i64) -> i64 {
        if let Some(replacement) = SWITCH.with_borrow(Option::clone) {
            return replacement(self, a, b);
        }
        a * 3 + (b ^ self.offset)
    }
}

type Switch = Rc<dyn Fn(&Calculator, i64, i64) -> i64>;

thread_local! {
    static SWITCH: RefCell<Option<Switch>> = const { RefCell::new(None) };
}

#[dunder::patchable]
impl Calculator {
    #[inline(never)]
    fn add(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }

    #[inline]
    fn add_inline(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }

    #[inline(never)]
    fn patched(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }

    #[inline(never)]
    fn everywhere(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }

    #[inline(never)]
    fn elsewhere(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }
}

/// The method is removed from what can be patched by its `when`.
#[dunder::patchable(when = "cfg(any())")]
impl Calculator {
    #[inline]
    fn gated(&self, a: i64, b: i64) -> i64 {
        a * 3 + (b ^ self.offset)
    }
}

mockall::mock! {
    Double {
        fn add(&self, a: i64, b: i64) -> i64;
    }
}

/// Calls in one loop, so many that what the function around it pays once is little, and loops in a
/// round.
const CALLS: u32 = 128;
const LOOPS: u32 = 16;

/// Many calls, each with a value that the compiler cannot know.
macro_rules! calls {
    ($on:expr, $method:ident) => {
        || in_loops(|a| $on.$method(a, black_box(7)))
    };
}

/// The same of a method that the compiler does not know, so that it leaves every method's signature
/// as it is: of one that is never patched it would pass the number in the place of `self`.
macro_rules! unknown_calls {
    ($on:expr, $method:ident) => {
        || {
            let method = black_box(Calculator::$method as fn(&Calculator, i64, i64) -> i64);
            in_loops(|a| method($on, a, black_box(7)))
        }
    };
}

/// Calls in loops that lie at different addresses, since a call that is inlined is so short that
/// the place of its loop can cost half as much as the call.
fn in_loops(call: impl Fn(i64) -> i64 + Copy) -> i64 {
    fn four<const A: i64, const B: i64, const C: i64, const D: i64>(
        call: impl Fn(i64) -> i64 + Copy,
    ) -> i64 {
        one::<A>(call) ^ one::<B>(call) ^ one::<C>(call) ^ one::<D>(call)
    }
    four::<0, 1, 2, 3>(call)
        ^ four::<4, 5, 6, 7>(call)
        ^ four::<8, 9, 10, 11>(call)
        ^ four::<12, 13, 14, 15>(call)
}

#[inline(never)]
fn one<const PLACE: i64>(call: impl Fn(i64) -> i64) -> i64 {
    (0..i64::from(CALLS)).fold(black_box(PLACE), |sum, a| sum ^ call(black_box(a)))
}

/// Nanoseconds of one call of a method that `MagicMock` stands in for, and of a plain lambda.
const PYTHON: &str = "
import time
from unittest.mock import MagicMock
mock = MagicMock()
mock.add.return_value = 5
n = 20000
start = time.process_time_ns()
for a in range(n):
    mock.add(a, 7)
print((time.process_time_ns() - start) / n)
";

fn magic_mock() -> Option<f64> {
    let output = Command::new("python3").args(["-c", PYTHON]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn main() {
    let mut bench = Bench::from_args();
    let calculator = &black_box(Calculator { offset: 5 });

    bench
        .group("unpatched: a call that is not inlined")
        .per(CALLS * LOOPS)
        .case("plain call", unknown_calls!(calculator, plain))
        .case("dunder", unknown_calls!(calculator, add))
        .case("a thread's switch by hand", unknown_calls!(calculator, switched))
        .goal("patch_unpatched", "dunder", "plain call", 1.25)
        .run();
    bench
        .group("unpatched: a call that is inlined")
        .per(CALLS * LOOPS)
        .case("plain call", calls!(calculator, plain_inline))
        .case("dunder", calls!(calculator, add_inline))
        .case("dunder, its cfg off", calls!(calculator, gated))
        .goal("patch_unpatched_inline", "dunder", "plain call", 1.25)
        .goal("patch_cfg_off", "dunder, its cfg off", "plain call", 1.05)
        .run();

    let mut double = MockDouble::new();
    double.expect_add().returning(|a, b| a * b);
    SWITCH.set(Some(Rc::new(|_, a, b| a * b)));
    let local = patch!(Calculator::patched => |_, a, b| a * b);
    let global = patch!(global Calculator::everywhere => |_, a, b| a * b);
    let (ready, elsewhere) = std::sync::mpsc::channel();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let other = thread::spawn(move || {
        let guard = patch!(Calculator::elsewhere => |_, a, b| a * b);
        let _ = ready.send(());
        let _ = ended.recv();
        drop(guard);
    });
    elsewhere.recv().expect("the other thread patches first");
    bench
        .group("patched")
        .per(CALLS * LOOPS)
        .case("plain call", calls!(calculator, plain))
        .case("dunder", calls!(calculator, patched))
        .case("dunder, a global patch", calls!(calculator, everywhere))
        .case("dunder, patched in another thread", calls!(calculator, elsewhere))
        .case("a thread's switch by hand", calls!(calculator, switched))
        .case("mockall", calls!(double, add))
        .goal("patch_vs_mockall", "dunder", "mockall", 1.0)
        .goal("patch_global_vs_mockall", "dunder, a global patch", "mockall", None)
        .goal("patch_vs_switch", "dunder", "a thread's switch by hand", None)
        .run();
    drop((local, global, end));
    other.join().expect("the other thread ends");

    if bench.wants("MagicMock")
        && let Some(nanos) = magic_mock()
    {
        println!("\nPython's MagicMock: {nanos:.0} ns a call");
    }
    bench.finish();
}
