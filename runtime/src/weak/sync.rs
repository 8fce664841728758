//! The locks of this room; the models of `tests/models` put a scheduler's in their place.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::time::Duration;

use try_lock::{Locked, TryLock};

pub(super) use std::sync::atomic::{AtomicBool, Ordering};
pub(super) use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
pub(super) use std::thread;

/// Shards that no cache uses, by the type of what they keep.
pub(super) static SPARES: Mutex<BTreeMap<TypeId, Box<dyn Any + Send>>> =
    Mutex::new(BTreeMap::new());

/// A lock for a few dozen instructions at a time. Its release is a plain store, where that of a
/// `Mutex`, which has to see whether anybody sleeps, costs as much as its acquisition.
#[derive(Default)]
pub(super) struct Latch<T> {
    value: TryLock<T>,
}

/// There is nothing half done behind a panic: see [`lock`](super::user::lock).
impl<T> UnwindSafe for Latch<T> {}
impl<T> RefUnwindSafe for Latch<T> {}

impl<T> Latch<T> {
    #[inline]
    pub(super) fn lock(&self) -> Locked<'_, T> {
        self.value.try_lock().unwrap_or_else(|| self.wait())
    }

    /// Waits longer from time to time: a holder that does not run, because it has lost its
    /// processor or is in somebody's slow `K::eq`, is not helped by one that does. Nobody is woken,
    /// since a release that is a plain store does not see who waits: a pause is 256 us at most.
    #[cold]
    fn wait(&self) -> Locked<'_, T> {
        let mut round = 0_u32;
        loop {
            match round {
                0..6 => (0..1 << round).for_each(|_| std::hint::spin_loop()),
                6..16 => thread::yield_now(),
                _ => thread::sleep(Duration::from_micros(1 << (round - 16))),
            }
            if let Some(locked) = self.value.try_lock() {
                return locked;
            }
            round = (round + 1).min(24);
        }
    }
}
