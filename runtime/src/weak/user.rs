//! What stands between our locks and the user's code.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::sync::{Mutex, MutexGuard, PoisonError};

/// Locks; a panic in somebody's `K::eq` has left nothing half done behind it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs what a user gave us; whether it came to its end.
pub(super) fn ran(f: impl FnOnce()) -> bool {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(()) => true,
        Err(payload) => {
            discard(payload);
            false
        }
    }
}

/// Drops what a panic carried, which may panic in its turn.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
}
