//! Memory comes back from contexts, gathering and pools: one test, since the allocator counts for
//! the whole process.
#![allow(unsafe_code, reason = "a global allocator is unsafe to implement")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};
use std::time::Duration;

use dunder::aio::{
    AsyncContext, Manager, Outcome, Pool, Pooled, gather, shutdown, with_async, with_timeout,
};

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

/// What `f` leaves allocated, once it has run and left what it needs for good.
async fn left(f: impl AsyncFn()) -> isize {
    f().await;
    let before = BYTES.load(SeqCst);
    f().await;
    BYTES.load(SeqCst) - before
}

struct Buffers;

impl Manager for Buffers {
    type Type = Vec<u8>;
    type Error = Infallible;

    async fn create(&self) -> Result<Vec<u8>, Infallible> {
        Ok(vec![0; 1_000])
    }

    async fn close(&self, buffer: Vec<u8>) {
        tokio::task::yield_now().await;
        drop(buffer);
    }
}

struct Session;

impl AsyncContext for Session {
    type Guard = Vec<u8>;
    type Error = io::Error;

    async fn enter(self) -> io::Result<Vec<u8>> {
        Ok(vec![0; 1_000])
    }

    async fn exit(_: Vec<u8>, _: Outcome<'_>) -> io::Result<()> {
        tokio::task::yield_now().await;
        Ok(())
    }
}

#[tokio::test]
async fn memory_returns_to_where_it_was() {
    let pool = Pool::builder(Buffers).size(4).build();
    let lent = left(async || {
        for round in 0..100_000 {
            let buffer = pool.get().await.expect("it is open");
            if round % 100 == 0 {
                Pooled::discard(buffer);
            }
        }
        assert_eq!(shutdown(Duration::from_secs(60)).await, 0);
        // As at the beginning of the next time.
        drop(pool.get().await.expect("it is open"));
    })
    .await;
    assert_eq!((lent, pool.stats().in_use), (0, 0));

    let waited = left(async || {
        let held = gather((0..4).map(|_| pool.get())).await;
        for _ in 0..500 {
            // Nobody comes: each gives its place in the queue up.
            let cut = gather((0..8).map(|_| with_timeout(Duration::ZERO, pool.get()))).await;
            assert!(cut.iter().all(Result::is_err));
        }
        drop(held);
    })
    .await;
    assert_eq!((waited, pool.stats().waiting), (0, 0));

    let entered = left(async || {
        for round in 0..5_000 {
            let work = with_async(Session, async |_| -> io::Result<()> {
                if round % 2 == 0 {
                    std::future::pending::<()>().await;
                }
                Ok(())
            });
            let ended = with_timeout(Duration::ZERO, work).await;
            assert_eq!(ended.is_err(), round % 2 == 0);
        }
        assert_eq!(shutdown(Duration::from_secs(60)).await, 0);
    })
    .await;
    assert!(entered.abs() < 1_000, "{entered} bytes");

    let gathered = left(async || {
        let all = gather((0..10_000).map(async |n: u32| {
            tokio::task::yield_now().await;
            if n.is_multiple_of(2) { Ok(n) } else { Err(n) }
        }));
        assert_eq!(all.await.iter().flatten().count(), 5_000);
    })
    .await;
    assert!(gathered.abs() < 1_000, "{gathered} bytes");

    pool.close().await;
    assert_eq!(pool.stats().size, 0);
}
