//! What construction synchronises with, and which constructor a thread runs.

pub(super) use core::sync::atomic::AtomicPtr;
pub(super) use std::sync::{Condvar, Mutex, MutexGuard};

use core::cell::Cell;

std::thread_local! {
    static INNERMOST: Cell<u64> = const { Cell::new(0) };
}

/// The number of the constructor that runs on this thread, the innermost one; 0 if none does.
pub(super) fn innermost() -> u64 {
    INNERMOST.get()
}

/// Makes `number` this thread's [`innermost`], and returns what was.
pub(super) fn set_innermost(number: u64) -> u64 {
    INNERMOST.replace(number)
}
