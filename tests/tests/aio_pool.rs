//! Pools: who waits, who gets what, and that nothing is lost.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use dunder::aio::{
    self, AsyncContext, ContextManager, Manager, Outcome, Pool, PoolError, PoolEvent, Pooled,
    Retry, SqliteError, SqliteManager, gather, with_timeout,
};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

const LONG: Duration = Duration::from_secs(3_600);

#[derive(Clone, Debug, PartialEq)]
struct Broken(&'static str);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Broken {}

/// Makes numbers, and does what the test says.
#[derive(Clone, Default)]
struct Numbers {
    /// What the next attempts end with; then they succeed.
    faults: Arc<Mutex<VecDeque<&'static str>>>,
    made: Arc<AtomicUsize>,
    closed: Arc<Mutex<Vec<usize>>>,
    is_sick: Arc<AtomicBool>,
    create_waits: Option<Arc<Semaphore>>,
    close_waits: Option<Arc<Semaphore>>,
}

impl Manager for Numbers {
    type Type = usize;
    type Error = Broken;

    async fn create(&self) -> Result<usize, Broken> {
        if let Some(gate) = &self.create_waits {
            gate.acquire().await.expect("it is not closed").forget();
        }
        let fault = self.faults.lock().unwrap().pop_front();
        match fault {
            Some("panic") => panic!("while it was made"),
            Some(fault) => Err(Broken(fault)),
            None => Ok(self.made.fetch_add(1, SeqCst)),
        }
    }

    async fn recycle(&self, _: &mut usize) -> Result<(), Broken> {
        if self.is_sick.load(SeqCst) { Err(Broken("sick")) } else { Ok(()) }
    }

    async fn close(&self, number: usize) {
        if let Some(gate) = &self.close_waits {
            gate.acquire().await.expect("it is not closed").forget();
        }
        self.closed.lock().unwrap().push(number);
    }

    fn close_blocking(&self, number: usize) {
        self.closed.lock().unwrap().push(number + 1_000);
    }

    fn is_transient(&self, error: &Broken) -> bool {
        error.0 != "for good"
    }
}

fn numbers(manager: &Numbers, size: usize) -> Pool<Numbers> {
    Pool::builder(manager.clone()).size(size).build()
}

#[tokio::test]
async fn resources_are_made_when_they_are_needed_and_used_again() {
    let manager = Numbers::default();
    let pool = numbers(&manager, 2);
    assert_eq!((pool.stats().size, pool.stats().max_size), (0, 2));
    let (a, b) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    assert_eq!((*a, *b, pool.stats().in_use), (0, 1, 2));
    drop(a);
    assert_eq!(*pool.get().await.unwrap(), 0);
    drop(b);
    let stats = pool.stats();
    assert_eq!((stats.in_use, stats.idle, stats.created, stats.acquired), (0, 2, 2, 3));
}

#[tokio::test]
async fn who_asks_first_is_served_first() {
    let pool = numbers(&Numbers::default(), 1);
    let held = pool.get().await.unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..10 {
        let (asking, order) = (pool.clone(), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let _held = asking.get().await.unwrap();
            order.lock().unwrap().push(number);
        }));
        while pool.stats().waiting < number + 1 {
            tokio::task::yield_now().await;
        }
    }
    drop(held);
    // the resource came back, and whose turn it is has not run yet
    let last = pool.get().await.unwrap();
    order.lock().unwrap().push(10);
    drop(last);
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), (0..=10).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_asks_again_and_again_lets_other_tasks_run() {
    let pool = numbers(&Numbers::default(), 1);
    let other = tokio::spawn(async {});
    for _ in 0..1_000 {
        drop(pool.get().await.unwrap());
    }
    assert!(other.is_finished());
}

#[tokio::test]
async fn nobody_overtakes_who_waits_from_another_thread() {
    const THREADS: usize = 3;
    let pool = numbers(&Numbers::default(), 1);
    let runtime = Handle::current();
    for _ in 0..200 {
        let held = pool.get().await.unwrap();
        let mut first = Box::pin(pool.get());
        assert!(poll_once(&mut first).await.is_pending());
        let start = Barrier::new(THREADS + 1);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let _runtime = runtime.enter();
                    start.wait();
                    let late = pin!(pool.get()).poll(&mut Context::from_waker(Waker::noop()));
                    assert!(late.is_pending());
                });
            }
            start.wait();
            drop(held);
        });
        drop(first.await.unwrap());
    }
    assert_eq!((pool.stats().in_use, pool.stats().waiting, pool.stats().created), (0, 0, 1));
}

#[tokio::test]
async fn a_place_that_was_given_to_who_is_cut_goes_to_the_next() {
    let pool = numbers(&Numbers::default(), 1);
    let held = pool.get().await.unwrap();
    let (mut first, mut second) = (Box::pin(pool.get()), Box::pin(pool.get()));
    assert!(poll_once(&mut first).await.is_pending());
    assert!(poll_once(&mut second).await.is_pending());
    drop(held);
    drop(first);
    assert!(poll_once(&mut Box::pin(pool.get())).await.is_pending());
    assert_eq!(*second.await.unwrap(), 0);
    assert_eq!((pool.stats().in_use, pool.stats().waiting), (0, 0));
}

#[test]
fn the_figures_are_of_one_moment() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let pool = numbers(&Numbers::default(), 4);
    let all = [(); 4].map(|()| runtime.block_on(pool.get()).unwrap());
    drop(all);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        // more than there are processors, so that some stand still between two looks
        let watching = [(); 8].map(|()| {
            scope.spawn(|| {
                let mut most = 0;
                while !is_over.load(SeqCst) {
                    let stats = pool.stats();
                    assert_eq!(stats.idle + stats.in_use, stats.size);
                    most = stats.in_use.max(most);
                }
                most
            })
        });
        runtime.block_on(async {
            for _ in 0..100_000 {
                drop(pool.get().await.unwrap());
            }
        });
        is_over.store(true, SeqCst);
        assert!(watching.map(|watching| watching.join().unwrap()).iter().all(|most| *most <= 1));
    });
    assert_eq!((pool.stats().in_use, pool.stats().acquired), (0, 100_004));
}

#[tokio::test(start_paused = true)]
async fn a_get_waits_no_longer_than_its_time_in_all() {
    let slow = Numbers { create_waits: Some(Arc::new(Semaphore::new(0))), ..Numbers::default() };
    let making = Pool::builder(slow).size(1).acquire_timeout(Duration::from_secs(3)).build();
    let full = Pool::builder(Numbers::default()).acquire_timeout(Duration::from_secs(3)).size(1);
    let full = full.build();
    let held = full.get().await.unwrap();
    for pool in [&making, &full] {
        let start = Instant::now();
        assert_eq!(pool.get().await.unwrap_err(), PoolError::Timeout);
        assert_eq!(start.elapsed().as_secs(), 3);
        assert_eq!(pool.stats().timeouts, 1);
    }
    drop(held);
    assert!(full.get().await.is_ok());
    assert_eq!((making.stats().waiting, making.stats().in_use), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn retries_are_part_of_the_time_and_keep_the_place() {
    let manager = Numbers::default();
    manager.faults.lock().unwrap().extend(["busy"; 1_000]);
    let retry = Retry::exponential(Duration::from_millis(100)).times(usize::MAX);
    let pool = Pool::builder(manager.clone())
        .size(1)
        .retry(retry.max_delay(Duration::from_millis(100)))
        .acquire_timeout(Duration::from_secs(2))
        .build();
    let start = Instant::now();
    assert_eq!(pool.get().await.unwrap_err(), PoolError::Timeout);
    assert_eq!(start.elapsed().as_secs(), 2);
    let retries = pool.stats().retries;
    assert!((9..=20).contains(&retries), "{retries}: pauses of 100 to 200 ms");
}

#[tokio::test(start_paused = true)]
async fn what_fails_for_a_while_is_tried_again_and_what_fails_for_good_is_not() {
    let manager = Numbers::default();
    manager.faults.lock().unwrap().extend(["busy", "busy"]);
    let events = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&events);
    let pool = Pool::builder(manager.clone())
        .retry(Retry::exponential(Duration::from_millis(10)).times(2))
        .observe(move |event| told.lock().unwrap().push(event))
        .build();
    let first = pool.get().await.unwrap();
    assert_eq!((*first, pool.stats().retries), (0, 2));
    manager.faults.lock().unwrap().extend(["for good", "busy"]);
    assert_eq!(pool.get().await.unwrap_err(), PoolError::Backend(Broken("for good")));
    manager.faults.lock().unwrap().extend(["busy", "busy"]);
    assert_eq!(pool.get().await.unwrap_err(), PoolError::Backend(Broken("busy")));
    assert_eq!((pool.stats().retries, pool.stats().failures), (4, 2));
    let events = events.lock().unwrap();
    assert!(matches!(
        events[..4],
        [
            PoolEvent::Retrying { .. },
            PoolEvent::Retrying { .. },
            PoolEvent::Created,
            PoolEvent::Acquired { .. }
        ]
    ));
    assert!(events.contains(&PoolEvent::Failed));
}

#[tokio::test]
async fn an_observer_that_panics_stops_nothing() {
    let pool = Pool::builder(Numbers::default()).observe(|_| panic!("an observer")).build();
    assert!(pool.get().await.is_ok());
    pool.close().await;
}

#[tokio::test]
async fn a_sick_resource_is_closed_and_another_made() {
    let manager = Numbers::default();
    let pool = numbers(&manager, 1);
    drop(pool.get().await.unwrap());
    manager.is_sick.store(true, SeqCst);
    assert_eq!(*pool.get().await.unwrap(), 1);
    manager.is_sick.store(false, SeqCst);
    assert_eq!((*pool.get().await.unwrap(), pool.stats().discarded), (1, 1));
    Pooled::discard(pool.get().await.unwrap());
    let taken = Pooled::take(pool.get().await.unwrap());
    assert_eq!((taken, pool.stats().size, pool.stats().discarded), (2, 0, 2));
    pool.close().await;
    assert_eq!(*manager.closed.lock().unwrap(), [0, 1]);
}

#[tokio::test]
async fn a_resource_does_not_outlive_its_time() {
    let manager = Numbers::default();
    let pool = Pool::builder(manager.clone()).max_lifetime(Duration::ZERO).build();
    for number in 0..3 {
        assert_eq!(*pool.get().await.unwrap(), number);
    }
    assert_eq!(pool.stats().discarded, 2);
}

#[tokio::test]
async fn a_size_beyond_all_measure_is_a_large_one() {
    let pool = numbers(&Numbers::default(), usize::MAX);
    assert_eq!(*pool.get().await.unwrap(), 0);
    assert_eq!(pool.stats().max_size, 65_536);
    assert_eq!(numbers(&Numbers::default(), 0).stats().max_size, 1);
}

#[tokio::test]
async fn closing_wakes_who_waits_and_who_makes() {
    let gate = Arc::new(Semaphore::new(1));
    let manager = Numbers { create_waits: Some(gate), ..Numbers::default() };
    let pool = numbers(&manager, 2);
    let held = pool.get().await.unwrap();
    let asking: Vec<_> = (0..3)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { pool.get().await.map(|held| *held) })
        })
        .collect();
    while pool.stats().waiting < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(pool.close_within(Duration::from_millis(1)).await, Err(1));
    for asking in asking {
        assert_eq!(asking.await.unwrap(), Err(PoolError::Closed));
    }
    assert_eq!(pool.get().await.unwrap_err(), PoolError::Closed);
    assert!(pool.is_closed());
    let closing = tokio::spawn({
        let pool = pool.clone();
        async move { pool.close().await }
    });
    tokio::task::yield_now().await;
    assert!(!closing.is_finished());
    drop(held);
    closing.await.unwrap();
    assert_eq!(pool.close_within(LONG).await, Ok(()));
    assert_eq!(*manager.closed.lock().unwrap(), [0]);
}

#[tokio::test]
async fn closing_waits_for_the_managers_close() {
    let gate = Arc::new(Semaphore::new(0));
    let manager = Numbers { close_waits: Some(Arc::clone(&gate)), ..Numbers::default() };
    let pool = numbers(&manager, 3);
    let held = [pool.get().await.unwrap(), pool.get().await.unwrap(), pool.get().await.unwrap()];
    drop(held);
    assert_eq!(pool.close_within(Duration::from_millis(1)).await, Err(3));
    gate.add_permits(3);
    pool.close().await;
    let mut closed = manager.closed.lock().unwrap().clone();
    closed.sort_unstable();
    assert_eq!(closed, [0, 1, 2]);
}

#[test]
fn a_runtime_that_ends_closes_blocking() {
    let manager = Numbers::default();
    let pool = numbers(&manager, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let held = runtime.block_on(pool.get()).unwrap();
    drop(runtime);
    drop((held, pool));
    assert_eq!(*manager.closed.lock().unwrap(), [1_000]);
}

#[tokio::test]
async fn a_resource_comes_back_from_panics_and_cancellations() {
    let pool = numbers(&Numbers::default(), 1);
    let panicking = pool.clone();
    let task = tokio::spawn(async move {
        let _held = panicking.get().await.unwrap();
        panic!("with a resource");
    });
    assert!(task.await.unwrap_err().is_panic());
    let cut = with_timeout(Duration::from_millis(1), async {
        let _held = pool.get().await.unwrap();
        std::future::pending::<()>().await;
    });
    assert!(cut.await.is_err());
    assert_eq!((pool.stats().in_use, *pool.get().await.unwrap()), (0, 0));
}

#[tokio::test]
async fn a_making_that_panics_or_is_cut_leaves_its_place_to_the_next() {
    let gate = Arc::new(Semaphore::new(0));
    let manager = Numbers { create_waits: Some(Arc::clone(&gate)), ..Numbers::default() };
    let pool = numbers(&manager, 1);
    assert!(with_timeout(Duration::from_millis(1), pool.get()).await.is_err());
    gate.add_permits(2);
    manager.faults.lock().unwrap().push_back("panic");
    let making = pool.clone();
    assert!(tokio::spawn(async move { making.get().await.map(|_| ()) }).await.is_err());
    assert_eq!(*pool.get().await.unwrap(), 0);
    pool.close().await;
}

async fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    poll_fn(|cx| Poll::Ready(Pin::new(&mut *future).poll(cx))).await
}

/// Uniform enough, and the same in every run.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_among_panics_cancellations_and_timeouts() {
    const TASKS: u64 = 32;
    let manager = Numbers::default();
    let pool = Pool::builder(manager.clone())
        .size(4)
        .acquire_timeout(Duration::from_millis(20))
        .retry(Retry::exponential(Duration::from_micros(10)).times(1))
        .build();
    let most = Arc::new(AtomicUsize::new(0));
    let used = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (pool, manager) = (pool.clone(), manager.clone());
            let (used, most) = (Arc::clone(&used), Arc::clone(&most));
            tokio::spawn(async move {
                let mut state = task + 1;
                for _ in 0..200 {
                    let choice = random(&mut state);
                    manager.is_sick.store(choice.is_multiple_of(7), SeqCst);
                    if choice.is_multiple_of(11) {
                        manager.faults.lock().unwrap().push_back("busy");
                    }
                    let (pool, used, most) = (pool.clone(), Arc::clone(&used), Arc::clone(&most));
                    let work = tokio::spawn(async move {
                        let held = pool.get().await?;
                        let using = Using::new(used, &most);
                        match choice % 5 {
                            0 => panic!("with a resource"),
                            1 => sleep(Duration::from_micros(choice % 500)).await,
                            2 => std::future::pending().await,
                            _ => tokio::task::yield_now().await,
                        }
                        drop((using, held));
                        Ok::<_, PoolError<Broken>>(())
                    });
                    if choice % 5 == 2 || choice.is_multiple_of(13) {
                        sleep(Duration::from_micros(choice % 300)).await;
                        work.abort();
                    }
                    drop(work.await);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let stats = pool.stats();
    assert_eq!((stats.in_use, stats.waiting), (0, 0), "{stats:?}");
    assert!(stats.size <= 4 && most.load(SeqCst) <= 4, "{stats:?}");
    pool.close().await;
    let mut closed = manager.closed.lock().unwrap().clone();
    closed.sort_unstable();
    assert_eq!(closed, (0..manager.made.load(SeqCst)).collect::<Vec<_>>(), "each closed once");
}

/// Counts who uses a resource.
struct Using(Arc<AtomicUsize>);

impl Using {
    fn new(used: Arc<AtomicUsize>, most: &AtomicUsize) -> Self {
        most.fetch_max(used.fetch_add(1, SeqCst) + 1, SeqCst);
        Self(used)
    }
}

impl Drop for Using {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

/// A session whose exit is noted.
struct Session(Arc<Mutex<Vec<String>>>);

impl AsyncContext for Session {
    type Guard = Self;
    type Error = io::Error;

    async fn enter(self) -> io::Result<Self> {
        self.0.lock().unwrap().push("enter".into());
        Ok(self)
    }

    async fn exit(guard: Self, outcome: Outcome<'_>) -> io::Result<()> {
        guard.0.lock().unwrap().push(format!("exit {outcome:?}"));
        Ok(())
    }
}

#[tokio::test]
async fn a_pool_of_contexts_enters_and_exits_them() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let sessions = Arc::clone(&log);
    let pool = Pool::builder(ContextManager::new(move || Session(Arc::clone(&sessions)))).build();
    drop(pool.get().await.unwrap());
    drop(pool.get().await.unwrap());
    pool.close().await;
    assert_eq!(*log.lock().unwrap(), ["enter", "exit Ok"]);
}

#[tokio::test]
async fn a_pool_of_sqlite_connections_rolls_back_what_was_left_open() {
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::builder(SqliteManager::new(folder.path().join("a.db"))).size(1).build();
    let db = pool.get().await.unwrap();
    db.call(|db| db.execute_batch("CREATE TABLE t (n); BEGIN; INSERT INTO t VALUES (1);"))
        .await
        .unwrap();
    let panicked = db.call(|_| -> rusqlite::Result<()> { panic!("a query") }).await;
    assert!(matches!(panicked, Err(SqliteError::Panicked(panic)) if panic.message() == "a query"));
    drop(db);
    let db = pool.get().await.unwrap();
    let count = |db: &mut rusqlite::Connection| {
        db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0))
    };
    assert_eq!((db.call(count).await.unwrap(), pool.stats().created), (0, 1));
    drop(db);
    pool.close().await;
}

#[tokio::test]
async fn a_query_that_is_cut_is_interrupted() {
    let pool = Pool::builder(SqliteManager::new(":memory:")).size(1).build();
    let db = pool.get().await.unwrap();
    let endless = db.call(|db| {
        db.query_row(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
            [],
            |row| row.get::<_, i64>(0),
        )
    });
    assert!(with_timeout(Duration::from_millis(50), endless).await.is_err());
    let one: i64 = db.call(|db| db.query_row("SELECT 1", [], |row| row.get(0))).await.unwrap();
    assert_eq!(one, 1);
}

#[tokio::test]
async fn a_call_that_is_cut_while_it_waits_never_runs_and_interrupts_nobody() {
    let pool = Pool::builder(SqliteManager::new(":memory:")).size(1).build();
    let db = pool.get().await.unwrap();
    db.call(|db| db.execute_batch("CREATE TABLE t (n)")).await.unwrap();
    let (started, has_started) = tokio::sync::oneshot::channel();
    let counting = db.call(|db| {
        started.send(()).unwrap();
        db.query_row(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) \
             SELECT max(i) FROM n",
            [],
            |row| row.get::<_, i64>(0),
        )
    });
    let writing = async {
        has_started.await.unwrap();
        let write = db.call(|db| db.execute("INSERT INTO t VALUES (1)", []));
        with_timeout(Duration::from_millis(10), write).await
    };
    let (counted, written) = tokio::join!(counting, writing);
    assert_eq!(counted.unwrap(), 1_000_000, "it was not interrupted");
    // The write was cut unless the count was quicker than that.
    let rows = i64::from(written.is_ok());
    drop(db);
    let db = pool.get().await.unwrap();
    let count = |db: &mut rusqlite::Connection| {
        db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0))
    };
    assert_eq!(db.call(count).await.unwrap(), rows);
}

#[tokio::test]
async fn a_closure_that_is_cut_between_its_statements_does_not_go_on_for_ever() {
    let pool = Pool::builder(SqliteManager::new(":memory:")).size(1).build();
    let db = pool.get().await.unwrap();
    let (cut, is_cut) = std::sync::mpsc::channel();
    let (started, has_started) = tokio::sync::oneshot::channel();
    let (ended, how) = tokio::sync::oneshot::channel();
    let between = db.call(move |db| {
        started.send(()).unwrap();
        is_cut.recv().unwrap();
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                       SELECT max(i) FROM n";
        let counted = db.query_row(endless, [], |row| row.get::<_, i64>(0));
        ended.send(counted.is_err()).unwrap();
        counted
    });
    tokio::select! {
        biased;
        _ = between => unreachable!("it waits for us"),
        told = has_started => told.unwrap(),
    }
    cut.send(()).unwrap();
    assert!(how.await.unwrap());
    let one: i64 = db.call(|db| db.query_row("SELECT 1", [], |row| row.get(0))).await.unwrap();
    assert_eq!(one, 1);
}

#[tokio::test]
async fn shutdown_waits_for_resources_that_are_being_closed() {
    let gate = Arc::new(Semaphore::new(0));
    let manager = Numbers { close_waits: Some(Arc::clone(&gate)), ..Numbers::default() };
    let pool = numbers(&manager, 1);
    Pooled::discard(pool.get().await.unwrap());
    assert!(aio::shutdown(Duration::from_millis(1)).await >= 1);
    gate.add_permits(1);
    aio::shutdown(Duration::from_secs(60)).await;
    assert_eq!(*manager.closed.lock().unwrap(), [0]);
}

#[tokio::test]
async fn a_get_that_waits_is_small() {
    let pool = numbers(&Numbers::default(), 1);
    let size = size_of_val(&pool.get());
    assert!(size < 2_300, "{size} bytes");
}

#[tokio::test]
async fn a_pool_is_shared_by_its_clones_and_sent_to_tasks() {
    fn sent<T: Send + 'static>(value: T) -> T {
        value
    }
    struct Unit;
    impl Manager for Unit {
        type Type = ();
        type Error = Infallible;
        async fn create(&self) -> Result<(), Infallible> {
            Ok(())
        }
    }
    let pool = sent(Pool::builder(Unit).size(3).build());
    let loans = gather((0..100).map(async |_| {
        let held = sent(pool.get().await?);
        tokio::task::yield_now().await;
        drop(held);
        Ok::<_, PoolError<Infallible>>(pool.stats().size)
    }));
    assert!(loans.await.iter().all(|size| matches!(size, Ok(1..=3))));
    let counted = tokio::spawn(async move { pool.get().await.map(|_| pool.stats().in_use) });
    assert_eq!(counted.await.unwrap(), Ok(1));
}

#[tokio::test(start_paused = true)]
async fn the_first_pause_is_no_longer_than_the_longest() {
    let manager = Numbers::default();
    manager.faults.lock().unwrap().push_back("once");
    let retry = Retry::exponential(LONG).max_delay(Duration::from_secs(1)).times(1);
    let pool = Pool::builder(manager).size(1).acquire_timeout(LONG).retry(retry).build();
    let start = Instant::now();
    assert!(pool.get().await.is_ok());
    assert!(start.elapsed() <= Duration::from_secs(3), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_resource_that_came_back_is_idle_while_another_is_made() {
    let gate = Arc::new(Semaphore::new(1));
    let manager = Numbers { create_waits: Some(Arc::clone(&gate)), ..Numbers::default() };
    let pool = numbers(&manager, 2);
    let held = pool.get().await.unwrap();
    let asking = pool.clone();
    let making = tokio::spawn(async move { asking.get().await.map(Pooled::take) });
    tokio::task::yield_now().await;
    assert_eq!((pool.stats().size, pool.stats().in_use), (1, 1));
    drop(held);
    let stats = pool.stats();
    assert_eq!((stats.idle, stats.in_use), (1, 0));
    gate.add_permits(1);
    assert!(making.await.unwrap().is_ok());
    Pooled::discard(pool.get().await.unwrap());
    assert_eq!((pool.stats().in_use, pool.stats().idle), (0, 0));
}
