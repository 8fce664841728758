//! Lists: long reads beside the runtime's threads, a few at once.
//!
//! A thread that is done with one read takes the next that waits, so that a crowd of them wakes
//! nobody but those who are answered.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::watch;

/// Reads that run at once; more wait.
const MOST: usize = 8;

type Read = Box<dyn FnOnce() + Send>;

/// The reads that wait, and how many run.
pub(super) struct Lists {
    waiting: Mutex<Waiting>,
    /// How many threads read.
    running: watch::Sender<usize>,
}

#[derive(Default)]
struct Waiting {
    reads: VecDeque<Read>,
    is_closed: bool,
}

impl Default for Lists {
    fn default() -> Self {
        Self { waiting: Mutex::default(), running: watch::Sender::new(0) }
    }
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
        if *self.running.borrow() < MOST {
            self.running.send_modify(|running| *running += 1);
            let reader = Reader { lists: Arc::clone(self), is_done: false };
            drop(waiting);
            runtime.spawn_blocking(move || reader.run());
        }
    }

    /// Refuses what comes from here on, and waits for what runs and waits.
    pub(super) async fn close(&self) {
        self.waiting().is_closed = true;
        let mut running = self.running.subscribe();
        // it has a sender as long as `self` is there
        let _ = running.wait_for(|running| *running == 0).await;
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
            self.lists.running.send_modify(|running| *running -= 1);
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
        self.lists.running.send_modify(|running| *running -= 1);
        let left = if *self.lists.running.borrow() == 0 {
            std::mem::take(&mut waiting.reads)
        } else {
            VecDeque::new()
        };
        drop(waiting);
        drop(left);
    }
}
