//! An allocator that counts what each thread holds, so that a test can bound its peak.
#![allow(unsafe_code, reason = "an allocator is unsafe")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

std::thread_local! {
    /// What this thread holds, and the most that it held.
    static HELD: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

/// The system's allocator, counted.
pub(crate) struct Counting;

impl Counting {
    /// The most that this thread held during `f` beyond what it held before, in bytes.
    pub(crate) fn peak(f: impl FnOnce()) -> isize {
        let (before, _) = HELD.get();
        HELD.set((before, before));
        f();
        HELD.get().1 - before
    }
}

fn add(bytes: isize) {
    let (held, peak) = HELD.get();
    HELD.set((held + bytes, peak.max(held + bytes)));
}

// SAFETY: every call goes to the system's allocator as it came
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size().cast_signed());
        // SAFETY: the caller's promise
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        add(-layout.size().cast_signed());
        // SAFETY: the caller's promise
        unsafe { System.dealloc(at, layout) }
    }
}
