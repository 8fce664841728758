//! An allocator that counts, for the benches that ask for it.
#![allow(unsafe_code, reason = "a global allocator is unsafe to implement")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

static COUNTS: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, which counts while [`count`] runs.
///
/// A bench installs it with `#[global_allocator] static A: Counting = Counting;`.
#[derive(Debug)]
pub struct Counting;

/// What one call allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocations {
    /// How often it asked for memory.
    pub calls: u64,
    /// How many bytes it asked for in all.
    pub bytes: u64,
}

fn note(bytes: usize) {
    if COUNTS.load(Relaxed) {
        CALLS.fetch_add(1, Relaxed);
        BYTES.fetch_add(bytes as u64, Relaxed);
    }
}

// SAFETY: every call goes to `System` unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps `dealloc`'s contract.
        unsafe { System.dealloc(ptr, layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(size);
        // SAFETY: the caller keeps `realloc`'s contract.
        unsafe { System.realloc(ptr, layout, size) }
    }
}

/// What `f` allocates; `None` where [`Counting`] is not installed.
pub fn count(f: impl FnOnce()) -> Option<Allocations> {
    CALLS.store(0, Relaxed);
    COUNTS.store(true, Relaxed);
    drop(std::hint::black_box(Box::new(0_u64)));
    let installed = CALLS.swap(0, Relaxed) != 0;
    BYTES.store(0, Relaxed);
    f();
    COUNTS.store(false, Relaxed);
    installed.then(|| Allocations { calls: CALLS.load(Relaxed), bytes: BYTES.load(Relaxed) })
}
