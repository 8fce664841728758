//! A value that one thread builds while others wait for it.

use super::held::Held;
use super::sync::{Condvar, Mutex, thread};
use super::user::lock;

/// One building of a value.
pub(super) struct Flight<V> {
    builder: thread::ThreadId,
    progress: Mutex<Progress<V>>,
    landed: Condvar,
}

enum Progress<V> {
    Running,
    Done(Option<Held<V>>),
}

impl<V> Flight<V> {
    pub(super) fn new() -> Self {
        Self {
            builder: thread::current().id(),
            progress: Mutex::new(Progress::Running),
            landed: Condvar::new(),
        }
    }

    /// Ends it with the value, or without one where building it failed.
    pub(super) fn land(&self, value: Option<Held<V>>) {
        let before = std::mem::replace(&mut *lock(&self.progress), Progress::Done(value));
        self.landed.notify_all();
        drop(before);
    }

    /// Waits for the value; nothing where building it failed, and it is someone else's turn.
    pub(super) fn wait(&self) -> Option<Held<V>> {
        assert!(
            self.builder != thread::current().id(),
            "the value of this key is being built by this very thread: its function asks for itself"
        );
        let mut progress = lock(&self.progress);
        loop {
            match &*progress {
                Progress::Done(value) => return value.clone(),
                Progress::Running => {
                    let woken = self.landed.wait(progress);
                    progress = woken.unwrap_or_else(super::sync::PoisonError::into_inner);
                }
            }
        }
    }
}
