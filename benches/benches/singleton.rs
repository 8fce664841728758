//! Reading a `#[singleton]` that is built beside the cells of std and `once_cell`; as in a program,
//! or with `--features test-util` as in its tests.
#![allow(missing_docs, reason = "a program")]

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::sync::{LazyLock, OnceLock};
use std::task::{Context, Poll, Waker};

use dunder_benches::Bench;
use once_cell::sync::OnceCell;

struct Connection {
    id: u64,
}

impl Connection {
    fn open() -> Self {
        Self { id: black_box(7) }
    }
}

/// The same as an attribute.
struct Shared {
    id: u64,
}

#[dunder::singleton]
impl Shared {
    #[init]
    fn open() -> Self {
        Self { id: black_box(7) }
    }
}

/// One of many types of one table.
struct Generic<T> {
    id: T,
}

#[dunder::singleton]
impl<T: Send + Sync + From<u8>> Generic<T> {
    #[init]
    fn open() -> Self {
        Self { id: black_box(T::from(7)) }
    }
}

/// Awaited.
struct Awaited {
    id: u64,
}

#[dunder::singleton]
impl Awaited {
    #[init]
    async fn open() -> Self {
        std::future::ready(()).await;
        Self { id: black_box(7) }
    }
}

static TOKIO: tokio::sync::OnceCell<Connection> = tokio::sync::OnceCell::const_new();

async fn open() -> Connection {
    std::future::ready(()).await;
    Connection::open()
}

/// The output of a future that is ready at its first poll.
#[inline]
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("it is built"),
    }
}

static ONCE_LOCK: OnceLock<Connection> = OnceLock::new();
static LAZY_LOCK: LazyLock<Connection> = LazyLock::new(Connection::open);
static ONCE_CELL: OnceCell<Connection> = OnceCell::new();
static ONCE_CELL_LAZY: once_cell::sync::Lazy<Connection> =
    once_cell::sync::Lazy::new(Connection::open);

/// Reads in one loop, and loops in a call.
const READS: u32 = 64;
const LOOPS: u32 = 5;

/// Sums up reads in loops that lie at different addresses, since a read is so short that the
/// place of its loop can double its time.
fn reads(read: impl Fn() -> u64 + Copy) -> u64 {
    one::<0>(read) ^ one::<1>(read) ^ one::<2>(read) ^ one::<3>(read) ^ one::<4>(read)
}

#[inline(never)]
fn one<const PLACE: u64>(read: impl Fn() -> u64) -> u64 {
    (0..READS).fold(black_box(PLACE), |sum, _| sum ^ black_box(read()))
}

fn main() {
    let mut bench = Bench::from_args();
    let (name, goal) = if cfg!(feature = "test-util") {
        ("singleton_read_test_util", 1.2)
    } else {
        ("singleton_read", 1.1)
    };
    bench
        .group("read: a field of a singleton that is built")
        .per(READS * LOOPS)
        .case("OnceLock", || reads(|| ONCE_LOCK.get_or_init(Connection::open).id))
        .case("dunder", || reads(|| Shared::instance().id))
        .case("LazyLock", || reads(|| LAZY_LOCK.id))
        .case("once_cell OnceCell", || reads(|| ONCE_CELL.get_or_init(Connection::open).id))
        .case("once_cell Lazy", || reads(|| ONCE_CELL_LAZY.id))
        .goal(name, "dunder", "OnceLock", goal)
        .run();
    // The table has others, too.
    let _ = (Generic::<u16>::instance(), Generic::<u32>::instance(), Generic::<i64>::instance());
    bench
        .group("generic: a field of one instance of a generic type")
        .per(READS * LOOPS)
        .case("OnceLock", || reads(|| ONCE_LOCK.get_or_init(Connection::open).id))
        .case("dunder", || reads(|| Generic::<u64>::instance().id))
        .goal("singleton_generic", "dunder", "OnceLock", 2.0)
        .run();
    let mut built = Box::pin(async { (TOKIO.get_or_init(open).await, Awaited::instance().await) });
    ready(&mut built);
    bench
        .group("async: a field of a singleton that is built, awaited")
        .per(READS * LOOPS)
        .case("tokio OnceCell", || reads(|| ready(TOKIO.get_or_init(open)).id))
        .case("dunder", || reads(|| ready(Awaited::instance()).id))
        .goal("singleton_async", "dunder", "tokio OnceCell", 0.5)
        .run();
    bench.finish();
}
