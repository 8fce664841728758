//! How singletons are built, from its source, and what holds in every order of the threads' steps.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;

use shuttle::future::{block_on, spawn, yield_now};
use shuttle::thread;

use crate::tests::in_every_order;

mod sync {
    use std::cell::Cell;

    pub(super) use shuttle::sync::{Condvar, Mutex, MutexGuard};

    shuttle::thread_local! {
        static INNERMOST: Cell<u64> = const { Cell::new(0) };
    }

    pub(super) fn innermost() -> u64 {
        INNERMOST.with(Cell::get)
    }

    pub(super) fn set_innermost(number: u64) -> u64 {
        INNERMOST.with(|innermost| innermost.replace(number))
    }
}

#[path = "../../../runtime/src/singleton/building.rs"]
mod building;

use building::{Key, Site};

/// Two types.
struct A;
struct B;

/// The site, two places, and how often a constructor ran to its end.
struct World {
    site: Site,
    a: OnceLock<u32>,
    b: OnceLock<u32>,
    built: AtomicUsize,
}

impl World {
    /// One for this run, which lives on as a program's statics do.
    fn new() -> &'static Self {
        Box::leak(Box::new(Self {
            site: Site::new(),
            a: OnceLock::new(),
            b: OnceLock::new(),
            built: AtomicUsize::new(0),
        }))
    }

    fn keep(&self, place: &OnceLock<u32>, value: u32) -> u32 {
        self.built.fetch_add(1, SeqCst);
        place.set(value).expect("the place is empty while its constructor runs");
        value
    }

    fn a(&'static self, build: impl FnOnce() -> Result<u32, ()>) -> Result<u32, ()> {
        let build = || build().map(|value| self.keep(&self.a, value));
        self.site.build(Key::of::<A>(None), || self.a.get().copied(), build)
    }

    fn b(&'static self, build: impl FnOnce() -> Result<u32, ()>) -> Result<u32, ()> {
        let build = || build().map(|value| self.keep(&self.b, value));
        self.site.build(Key::of::<B>(None), || self.b.get().copied(), build)
    }

    async fn a_async(&'static self, value: u32) -> Result<u32, ()> {
        let build = || async move {
            yield_now().await;
            Ok(self.keep(&self.a, value))
        };
        self.site.build_async(Key::of::<A>(None), || self.a.get().copied(), build).await
    }

    fn built(&self) -> usize {
        self.built.load(SeqCst)
    }
}

#[test]
fn many_threads_see_one_value_of_one_constructor() {
    in_every_order(|| {
        let world = World::new();
        let threads = [1, 2, 3].map(|n| {
            thread::spawn(move || {
                world.a(|| {
                    thread::yield_now();
                    Ok(n)
                })
            })
        });
        let seen = threads.map(|thread| thread.join().unwrap());
        assert_eq!(seen, [Ok(*world.a.get().unwrap()); 3]);
        assert_eq!(world.built(), 1);
    });
}

#[test]
fn an_error_or_a_panic_lets_one_of_the_others_build() {
    in_every_order(|| {
        let world = World::new();
        let fails = thread::spawn(move || world.a(|| Err(())));
        let panics = thread::spawn(move || {
            catch_unwind(AssertUnwindSafe(|| world.a(|| std::panic::resume_unwind(Box::new("no")))))
        });
        let builds = thread::spawn(move || world.a(|| Ok(7)));
        assert_eq!(builds.join().unwrap(), Ok(7));
        assert!(matches!(fails.join().unwrap(), Ok(7) | Err(())));
        assert!(matches!(panics.join().unwrap(), Ok(Ok(7)) | Err(_)));
        assert_eq!(world.built(), 1);
    });
}

#[test]
fn a_circle_through_two_threads_never_hangs() {
    in_every_order(|| {
        let world = World::new();
        let inner_b = move || world.b(|| Ok(2));
        let inner_a = move || world.a(|| Ok(1));
        let one = thread::spawn(move || {
            catch_unwind(AssertUnwindSafe(|| world.a(|| inner_b().map(|b| b + 10))))
        });
        let other = thread::spawn(move || {
            catch_unwind(AssertUnwindSafe(|| world.b(|| inner_a().map(|a| a + 20))))
        });
        let (one, other) = (one.join().unwrap(), other.join().unwrap());
        // At most one of them is told of the circle; what the other needs is then built, or free.
        assert!(one.is_ok() || other.is_ok());
        assert!((1..=2).contains(&world.built()));
    });
}

#[test]
fn a_cancelled_task_wakes_one_that_waits() {
    in_every_order(|| {
        let world = World::new();
        let cancelled = spawn(world.a_async(1));
        let waiting = [2, 3].map(|n| spawn(world.a_async(n)));
        thread::yield_now();
        cancelled.abort();
        for task in waiting {
            assert_eq!(block_on(task).unwrap().ok(), world.a.get().copied());
        }
        assert_eq!(world.built(), 1);
    });
}

#[test]
fn a_task_that_is_dropped_while_it_waits_is_forgotten() {
    in_every_order(|| {
        let world = World::new();
        let building = spawn(world.a_async(1));
        let waits = thread::spawn(move || {
            block_on(async {
                let mut wait = pin!(world.a_async(2));
                let first = std::future::poll_fn(|cx| Poll::Ready(wait.as_mut().poll(cx))).await;
                first.is_ready()
            })
        });
        waits.join().unwrap();
        let last = thread::spawn(move || world.a(|| Ok(3)));
        let last = last.join().unwrap();
        let _ = block_on(building);
        assert_eq!((last.ok(), world.built()), (world.a.get().copied(), 1));
    });
}
