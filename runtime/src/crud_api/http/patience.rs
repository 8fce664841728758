//! How long a request may take, and what it means when that is over.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use super::problem::Problem;
use super::refuse;
use crate::crud_api::CrudError;

/// Awaits a future for so long, and no longer than until it panics; a future that is ready at
/// once costs no timer.
pub(super) async fn within<T>(
    time: Duration,
    mut future: Pin<&mut impl Future<Output = T>>,
) -> Result<T, Broken> {
    let mut alarm = pin!(None::<Sleep>);
    poll_fn(|cx| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Ready(done)) => return Poll::Ready(Ok(done)),
            Ok(Poll::Pending) => {}
            Err(panic) => return Poll::Ready(Err(Broken::Panicked(panic))),
        }
        if alarm.is_none() {
            look_out();
            alarm.set(Some(sleep(time)));
        }
        match alarm.as_mut().as_pin_mut() {
            Some(alarm) => alarm.poll(cx).map(|()| Err(Broken::Overdue)),
            None => Poll::Pending,
        }
    })
    .await
}

/// How long a timer lasts that requests share.
const SOON: Duration = Duration::from_secs(1);

/// Whether that timer runs.
static LOOKS_OUT: AtomicBool = AtomicBool::new(false);

/// Sets a timer that ends before those of requests, unless it runs. A timer that is the first to
/// end wakes the thread that waits for the system; without this one, that is a call of the system
/// for each request that waits. With several runtimes, one of them is spared that.
fn look_out() {
    if LOOKS_OUT.load(Ordering::Relaxed) || LOOKS_OUT.swap(true, Ordering::Relaxed) {
        return;
    }
    let lookout = Lookout;
    tokio::spawn(async move {
        sleep(SOON).await;
        drop(lookout);
    });
}

/// The shared timer, until it has ended or its runtime has.
struct Lookout;

impl Drop for Lookout {
    fn drop(&mut self) {
        LOOKS_OUT.store(false, Ordering::Relaxed);
    }
}

/// Why a future was given up.
pub(super) enum Broken {
    /// It took too long.
    Overdue,
    /// It panicked, with this.
    Panicked(Box<dyn Any + Send>),
}

/// What a request waits for, which decides what its time-out means.
pub(super) struct Stage(AtomicU8);

impl Stage {
    /// Where every request begins.
    pub(super) const fn new() -> Self {
        Self(AtomicU8::new(Self::READING))
    }

    /// For the guard, or for rows.
    pub(super) const READING: u8 = 0;
    /// For the client's body.
    pub(super) const HEARING: u8 = 1;
    /// For the store to have written.
    pub(super) const WRITING: u8 = 2;

    /// It waits for this now.
    pub(super) fn is(&self, stage: u8) {
        self.0.store(stage, Ordering::Relaxed);
    }

    /// What the client is told when that took too long.
    pub(super) fn overdue(&self) -> Problem {
        match self.0.load(Ordering::Relaxed) {
            Self::HEARING => refuse::slow(),
            // It may have been written just now.
            Self::WRITING => CrudError::Unknown.into(),
            _ => CrudError::Timeout.into(),
        }
    }
}
