//! Lists: long reads beside the runtime's threads, a few at once.
//!
//! A thread that is done with one read takes the next that waits, so that a crowd of them wakes
//! nobody but those who are answered.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Notify;

/// Reads that run at once; more wait.
const MOST: usize = 8;

type Read = Box<dyn FnOnce() + Send>;

/// The reads that wait, and how many run.
#[derive(Default)]
pub(super) struct Lists {
    waiting: Mutex<Waiting>,
    /// Told when the last thread ends after it was closed.
    idle: Notify,
}

#[derive(Default)]
struct Waiting {
    reads: VecDeque<Read>,
    /// How many threads read.
    running: usize,
    is_closed: bool,
}

impl Lists {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a read, at once or after others. One that is never run is dropped.
    pub(super) fn run(self: &Arc<Self>, runtime: &Handle, read: Read) {
        let mut waiting = self.waiting();
        if waiting.is_closed {
            return;
        }
        waiting.reads.push_back(read);
        // under the lock, under which a thread that finds nothing more says so
        if waiting.running < MOST {
            waiting.running += 1;
            let reader = Reader { lists: Arc::clone(self), is_done: false };
            drop(waiting);
            runtime.spawn_blocking(move || reader.run());
        }
    }

    /// Refuses what comes from here on, and waits for what runs and waits.
    pub(super) async fn close(&self) {
        loop {
            let mut idle = pin!(self.idle.notified());
            // from here on it hears of it
            idle.as_mut().enable();
            {
                let mut waiting = self.waiting();
                waiting.is_closed = true;
                if waiting.running == 0 {
                    return;
                }
            }
            idle.await;
        }
    }

    /// A thread ends.
    fn leave(&self, waiting: &mut Waiting) {
        waiting.running -= 1;
        if waiting.is_closed && waiting.running == 0 {
            self.idle.notify_waiters();
        }
    }
}

/// A thread that reads.
struct Reader {
    lists: Arc<Lists>,
    is_done: bool,
}

impl Reader {
    fn run(mut self) {
        while let Some(read) = self.next() {
            read();
        }
    }

    fn next(&mut self) -> Option<Read> {
        let mut waiting = self.lists.waiting();
        let next = waiting.reads.pop_front();
        if next.is_none() {
            self.is_done = true;
            self.lists.leave(&mut waiting);
        }
        next
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        // its runtime ended before it began, or it panicked: nobody is left to wait in vain
        let mut waiting = self.lists.waiting();
        self.lists.leave(&mut waiting);
        let left =
            if waiting.running == 0 { std::mem::take(&mut waiting.reads) } else { VecDeque::new() };
        drop(waiting);
        drop(left);
    }
}
