//! Memory comes back: one test, since the allocator counts for the whole process.
#![allow(unsafe_code, reason = "a global allocator is unsafe to implement")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

use dunder::{Events, Listener, WeakCache, WeakMap, WeakSet, finalize};

static BYTES: AtomicIsize = AtomicIsize::new(0);

struct Counting;

// SAFETY: every call goes to `System` unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size().cast_signed(), SeqCst);
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size().cast_signed(), SeqCst);
        // SAFETY: the caller keeps `dealloc`'s contract.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MANY: u32 = 1_000_000;

/// What `f` leaves allocated, once it has run and left what it needs for good.
fn left(f: impl Fn()) -> isize {
    f();
    let before = BYTES.load(SeqCst);
    f();
    BYTES.load(SeqCst) - before
}

struct Ear;

impl Listener<u32> for Ear {
    fn on_event(&self, _: &u32) {}
}

#[test]
fn memory_returns_to_where_it_was() {
    let cache = WeakCache::new();
    let one_at_a_time = left(|| {
        for key in 0..MANY {
            drop(cache.put(key, [0_u64; 4]));
        }
    });
    assert_eq!(one_at_a_time, 0);

    let empty = BYTES.load(SeqCst);
    let all: Vec<_> = (0..MANY).map(|key| cache.put(key, [0_u64; 4])).collect();
    assert!(BYTES.load(SeqCst) - empty > 50_000_000);
    drop(all);
    let after = BYTES.load(SeqCst) - empty;
    assert!(after < 50_000, "{after} bytes after a million values at a time");

    let finalized = left(|| {
        for key in 0..MANY / 10 {
            finalize(&cache.put(key, [0; 4]), || ());
        }
    });
    assert_eq!(finalized, 0);
    let built = left(|| {
        for key in 0..MANY / 10 {
            drop(cache.get_or_insert_with(key, || [0; 4]));
        }
    });
    assert_eq!(built, 0);
    drop(cache);

    // also where a value outlives its cache, or one of another type stands between
    let caches = left(|| {
        for key in 0..1_000 {
            let cache = WeakCache::new();
            let kept = [1, 2].map(|more| cache.put(key + more, [0_u64; 4]));
            finalize(&kept[0], || ());
            drop(cache);
            drop(WeakCache::<u32, u32>::new());
            drop(kept);
        }
    });
    assert_eq!(caches, 0);

    let events = Events::new();
    let listening = left(|| {
        for event in 0..MANY / 100 {
            let ear = Arc::new(Ear);
            events.subscribe(&ear);
            let _closure = events.on(|_| ());
            events.notify(&event);
            drop(ear);
            events.notify(&event);
        }
    });
    assert_eq!(listening, 0);

    let map = WeakMap::new();
    let mapped = left(|| {
        for key in 0..MANY / 10 {
            map.put(key, &Arc::new([0; 64]));
        }
        map.purge();
    });
    assert_eq!(mapped, 0);

    let set = WeakSet::new();
    let added = left(|| {
        for key in 0..MANY / 100 {
            set.add(Arc::new(key));
        }
        set.snapshot();
    });
    assert!(added.abs() < 1_000, "{added} bytes");
}
