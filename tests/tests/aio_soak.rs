//! Contexts among random errors, panics, timeouts and aborts: one test, since pending exits are
//! counted for the whole process.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dunder::aio::{
    AsyncContext, GatherError, Outcome, gather_limited, shutdown, with_async, with_timeout,
};
use tokio::time::sleep;

/// Uniform enough, and the same in every run.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[derive(Default)]
struct Books {
    next: AtomicU64,
    entered: Mutex<Vec<u64>>,
    exited: Mutex<Vec<(u64, &'static str)>>,
    dropped: AtomicU64,
}

#[derive(Debug)]
struct Fault;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault")
    }
}

impl Error for Fault {}

/// A context that takes its time in both ways, and whose exit may fail.
struct Door(Arc<Books>, u64);

struct Room {
    books: Arc<Books>,
    number: u64,
    choice: u64,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.books.dropped.fetch_add(1, SeqCst);
    }
}

impl AsyncContext for Door {
    type Guard = Room;
    type Error = Fault;

    async fn enter(self) -> Result<Room, Fault> {
        for _ in 0..self.1 % 3 {
            tokio::task::yield_now().await;
        }
        if self.1.is_multiple_of(17) {
            return Err(Fault);
        }
        // Entered from here on: nothing is awaited any more.
        let number = self.0.next.fetch_add(1, SeqCst);
        self.0.entered.lock().unwrap().push(number);
        Ok(Room { books: self.0, number, choice: self.1 })
    }

    async fn exit(room: Room, outcome: Outcome<'_>) -> Result<(), Fault> {
        match room.choice % 4 {
            0 => {}
            1 => tokio::task::yield_now().await,
            _ => sleep(Duration::from_micros(room.choice % 400)).await,
        }
        let word = match outcome {
            Outcome::Ok => "ok",
            Outcome::Err(_) => "error",
            Outcome::Panicked(_) => "panic",
            Outcome::Cancelled => "cancelled",
        };
        room.books.exited.lock().unwrap().push((room.number, word));
        if room.choice.is_multiple_of(5) { Err(Fault) } else { Ok(()) }
    }
}

async fn body(choice: u64) -> Result<u64, Fault> {
    for _ in 0..choice % 4 {
        tokio::task::yield_now().await;
    }
    match choice % 7 {
        0 => Err(Fault),
        1 => resume_unwind(Box::new("the body")),
        2 => std::future::pending().await,
        3 => {
            sleep(Duration::from_micros(choice % 300)).await;
            Ok(choice)
        }
        _ => Ok(choice),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_entrance_has_one_exit_whatever_ends_it() {
    const TASKS: u64 = 32;
    const ROUNDS: u64 = 250;
    let books = Arc::new(Books::default());
    let task = |task: u64| {
        let books = Arc::clone(&books);
        async move {
            let mut state = task;
            for _ in 0..ROUNDS {
                let choice = random(&mut state);
                let work = with_async(Door(Arc::clone(&books), choice), async move |room| {
                    assert_eq!(room.choice, choice);
                    body(choice).await
                });
                let limit = Duration::from_micros(random(&mut state) % 500);
                let running = tokio::spawn(async move {
                    // A body that is pending is always cut, others now and then.
                    match choice % 3 {
                        0 => with_timeout(limit, work).await.map_or(Err(Fault), |ended| ended),
                        1 => tokio::select! {
                            ended = work => ended,
                            () = sleep(limit) => Err(Fault),
                        },
                        _ => work.await,
                    }
                });
                if choice % 7 == 2 || choice.is_multiple_of(11) {
                    sleep(limit).await;
                    running.abort();
                }
                drop(running.await);
            }
            Ok::<(), Infallible>(())
        }
    };
    let ended: Vec<Result<(), GatherError<Infallible>>> =
        gather_limited(16, (1..=TASKS).map(task)).await;
    assert!(ended.iter().all(Result::is_ok));
    assert_eq!(shutdown(Duration::from_secs(60)).await, 0);

    let mut exited = books.exited.lock().unwrap().clone();
    exited.sort_unstable();
    let mut entered = books.entered.lock().unwrap().clone();
    entered.sort_unstable();
    let numbers: Vec<u64> = exited.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, entered, "each that was entered is exited, and once");
    assert_eq!(books.dropped.load(SeqCst), books.next.load(SeqCst), "no guard is left");
    for word in ["ok", "error", "panic", "cancelled"] {
        let count = exited.iter().filter(|(_, outcome)| *outcome == word).count();
        assert!(count > 50, "{count} exits after {word}");
    }
}
