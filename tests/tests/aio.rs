//! Contexts whose exit always runs, gathering and timeouts.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dunder::aio::{
    self, AsyncContext, Elapsed, GatherError, Outcome, gather, gather_limited, with_async,
    with_timeout,
};
use tokio::runtime::Builder;
use tokio::sync::{Notify, Semaphore, oneshot};
use tokio::time::{Instant, sleep};

const LONG: Duration = Duration::from_secs(3_600);

/// What happened, in order, and a bell for each.
#[derive(Clone, Default)]
struct Log(Arc<(Mutex<Vec<String>>, Notify)>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.0.lock().unwrap().push(what.into());
        self.0.1.notify_waiters();
    }

    fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    /// Waits until there are so many lines.
    async fn after(&self, count: usize) -> Vec<String> {
        loop {
            let mut bell = std::pin::pin!(self.0.1.notified());
            bell.as_mut().enable();
            if self.lines().len() >= count {
                return self.lines();
            }
            bell.await;
        }
    }
}

#[derive(Debug, PartialEq)]
enum Fault {
    Enter,
    Body,
    Exit,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?} failed")
    }
}

impl Error for Fault {}

impl From<Elapsed> for Fault {
    fn from(_: Elapsed) -> Self {
        Self::Body
    }
}

/// A context that notes what is done with it, and exits in two steps.
#[derive(Clone, Default)]
struct Resource {
    log: Log,
    enter_fails: bool,
    exit_fails: bool,
    exit_waits: Option<Arc<Semaphore>>,
}

impl AsyncContext for Resource {
    type Guard = Self;
    type Error = Fault;

    async fn enter(self) -> Result<Self, Fault> {
        tokio::task::yield_now().await;
        if self.enter_fails {
            return Err(Fault::Enter);
        }
        self.log.note("enter");
        Ok(self)
    }

    async fn exit(guard: Self, outcome: Outcome<'_>) -> Result<(), Fault> {
        guard.log.note(format!("exit {outcome:?}"));
        if let Some(gate) = &guard.exit_waits {
            gate.acquire().await.expect("it is not closed").forget();
        } else {
            tokio::task::yield_now().await;
        }
        guard.log.note("exited");
        if guard.exit_fails { Err(Fault::Exit) } else { Ok(()) }
    }

    fn exit_blocking(guard: Self) {
        guard.log.note("exit_blocking");
    }
}

#[tokio::test]
async fn the_exit_runs_after_a_value() {
    let resource = Resource::default();
    let log = resource.log.clone();
    let length = with_async(resource, async |guard| -> Result<usize, Fault> {
        guard.log.note("body");
        tokio::task::yield_now().await;
        Ok(guard.log.lines().len())
    });
    assert_eq!(length.await, Ok(2));
    assert_eq!(log.lines(), ["enter", "body", "exit Ok", "exited"]);
}

#[tokio::test]
async fn the_exit_sees_the_error_and_the_bodys_error_wins() {
    let resource = Resource { exit_fails: true, ..Resource::default() };
    let log = resource.log.clone();
    let failed = with_async(resource.clone(), async |_| Err::<(), _>(Fault::Body)).await;
    assert_eq!(failed, Err(Fault::Body));
    assert_eq!(log.lines(), ["enter", "exit Err(Body)", "exited"]);
    assert_eq!(with_async(resource, async |_| Ok::<_, Fault>(())).await, Err(Fault::Exit));
}

#[tokio::test]
async fn without_an_entrance_there_is_no_exit() {
    let resource = Resource { enter_fails: true, ..Resource::default() };
    let log = resource.log.clone();
    let failed = with_async(resource, async |_| -> Result<(), Fault> { unreachable!() }).await;
    assert_eq!((failed, log.lines().len()), (Err(Fault::Enter), 0));
}

#[tokio::test]
async fn the_exit_runs_before_a_panic_goes_on() {
    let resource = Resource::default();
    let log = resource.log.clone();
    let task = tokio::spawn(with_async(resource, async |_| -> Result<(), Fault> {
        tokio::task::yield_now().await;
        std::panic::panic_any(String::from("body 7"))
    }));
    let payload = task.await.unwrap_err().into_panic();
    assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("body 7"));
    assert_eq!(log.lines(), ["enter", "exit Panicked(\"body 7\")", "exited"]);
}

#[tokio::test(start_paused = true)]
async fn the_exit_runs_after_a_timeout() {
    let resource = Resource::default();
    let log = resource.log.clone();
    let body = with_async(resource, async |_| -> Result<(), Fault> {
        sleep(LONG).await;
        Ok(())
    });
    let cut = with_timeout(Duration::from_millis(5), body).await;
    assert_eq!(cut.unwrap_err().limit(), Duration::from_millis(5));
    assert_eq!(log.after(3).await, ["enter", "exit Cancelled", "exited"]);
}

#[tokio::test]
async fn the_exit_runs_after_select_and_abort() {
    let resource = Resource::default();
    let log = resource.log.clone();
    let entered = log.clone();
    tokio::select! {
        biased;
        _ = with_async(resource.clone(), async |_| -> Result<(), Fault> { std::future::pending().await }) => {}
        _ = entered.after(1) => {}
    }
    assert_eq!(log.after(3).await, ["enter", "exit Cancelled", "exited"]);
    let task = tokio::spawn(with_async(resource, async |_| -> Result<(), Fault> {
        std::future::pending().await
    }));
    log.after(4).await;
    task.abort();
    assert_eq!(log.after(6).await[3..], ["enter", "exit Cancelled", "exited"]);
}

#[tokio::test]
async fn an_exit_that_is_cut_goes_on_and_runs_once() {
    let gate = Arc::new(Semaphore::new(0));
    let resource = Resource { exit_waits: Some(Arc::clone(&gate)), ..Resource::default() };
    let log = resource.log.clone();
    let task = tokio::spawn(with_async(resource, async |_| Err::<(), _>(Fault::Body)));
    log.after(2).await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    assert_eq!(log.after(3).await, ["enter", "exit Err(Body)", "exited"]);
}

/// A session, and a transaction in it that hangs; the transaction's exit waits at its gate.
async fn a_transaction(log: &Log, gate: &Arc<Semaphore>) -> Result<(), Fault> {
    let exit_waits = Some(Arc::clone(gate));
    let transaction = Resource { log: log.clone(), exit_waits, ..Resource::default() };
    with_async(transaction, async |_| std::future::pending().await).await
}

const INSIDE_FIRST: [&str; 4] = ["exit Cancelled", "exited", "exit Cancelled", "exited"];

/// Opens the gate when all have done what they can without it.
async fn open_late(gate: &Semaphore) {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    gate.add_permits(1);
}

#[tokio::test(start_paused = true)]
async fn what_stands_inside_exits_first_also_when_all_is_cut() {
    let (log, gate) = (Log::default(), Arc::new(Semaphore::new(0)));
    let session = Resource { log: log.clone(), ..Resource::default() };
    let both = with_async(session, async |_| a_transaction(&log, &gate).await);
    assert!(with_timeout(Duration::from_millis(5), both).await.is_err());
    open_late(&gate).await;
    assert_eq!(log.after(6).await[2..], INSIDE_FIRST);
}

#[tokio::test(start_paused = true)]
async fn what_stands_inside_exits_first_also_when_its_own_exit_is_cut() {
    let (log, gate) = (Log::default(), Arc::new(Semaphore::new(0)));
    let session = Resource { log: log.clone(), ..Resource::default() };
    let task = tokio::spawn({
        let (log, gate) = (log.clone(), Arc::clone(&gate));
        with_async(session, async move |_| -> Result<(), Fault> {
            let exit_waits = Some(gate);
            let transaction = Resource { log, exit_waits, ..Resource::default() };
            with_async(transaction, async |_| Err(Fault::Body)).await
        })
    });
    log.after(3).await;
    task.abort();
    open_late(&gate).await;
    assert_eq!(log.after(6).await[2..], ["exit Err(Body)", "exited", "exit Cancelled", "exited"]);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_ends_well_waits_for_what_was_cut_in_it() {
    let (log, gate) = (Log::default(), Arc::new(Semaphore::new(0)));
    let session = Resource { log: log.clone(), ..Resource::default() };
    let body = with_async(session, async |guard| {
        let cut = with_timeout(Duration::from_millis(5), a_transaction(&log, &gate)).await;
        guard.log.note("body");
        Ok::<_, Fault>(cut.is_err())
    });
    let (ended, ()) = tokio::join!(body, async {
        log.after(3).await;
        open_late(&gate).await;
    });
    assert_eq!(ended, Ok(true));
    assert_eq!(log.lines()[2..], ["body", "exit Cancelled", "exited", "exit Ok", "exited"]);
}

#[test]
fn a_runtime_that_ends_exits_blocking_what_had_not_begun() {
    let resource = Resource::default();
    let log = resource.log.clone();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::spawn(with_async(resource, async |_| -> Result<(), Fault> {
            std::future::pending().await
        }));
        log.after(1).await;
    });
    drop(runtime);
    assert_eq!(log.lines(), ["enter", "exit_blocking"]);
}

#[test]
fn a_future_that_is_dropped_outside_its_runtime_exits_in_it() {
    let resource = Resource::default();
    let log = resource.log.clone();
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut body = Box::pin(with_async(resource, async |_| -> Result<(), Fault> {
        std::future::pending().await
    }));
    runtime.block_on(async {
        tokio::select! {
            biased;
            _ = &mut body => unreachable!("it never ends"),
            _ = log.after(1) => {}
        }
    });
    drop(body);
    assert_eq!(runtime.block_on(log.after(3)), ["enter", "exit Cancelled", "exited"]);
}

#[test]
fn shutdown_waits_for_exits_up_to_its_deadline() {
    let gate = Arc::new(Semaphore::new(0));
    let resource = Resource { exit_waits: Some(Arc::clone(&gate)), ..Resource::default() };
    let log = resource.log.clone();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let body =
            with_async(resource, async |_| -> Result<(), Fault> { std::future::pending().await });
        let _ = with_timeout(Duration::from_millis(1), body).await;
        log.after(2).await;
        assert!(aio::shutdown(Duration::from_millis(1)).await >= 1);
        gate.add_permits(1);
        aio::shutdown(Duration::from_secs(60)).await;
        assert_eq!(log.lines(), ["enter", "exit Cancelled", "exited"]);
    });
}

#[tokio::test]
async fn bodies_borrow_and_nest_and_their_futures_are_sent() {
    fn sent<F: Future + Send>(future: F) -> F {
        future
    }
    let resource = Resource::default();
    let log = resource.log.clone();
    let text = String::from("borrowed");
    let nested = sent(with_async(resource.clone(), async |outer| {
        let inner = resource.clone();
        with_async(inner, async |inner| {
            inner.log.note(&*text);
            outer.log.note("both");
            Ok::<_, Fault>(text.len())
        })
        .await
    }));
    assert_eq!(nested.await, Ok(8));
    let lines = ["enter", "enter", "borrowed", "both", "exit Ok", "exited", "exit Ok", "exited"];
    assert_eq!(log.lines(), lines);
}

#[tokio::test]
async fn gathered_results_stand_in_order_whatever_becomes_of_them() {
    let (late, is_late) = oneshot::channel::<u8>();
    let mut late = Some(late);
    let mut is_late = Some(is_late);
    let results = gather((0..5_u8).map(|number| {
        let (send, receive) = if number == 4 { (late.take(), None) } else { (None, None) };
        let receive = if number == 0 { is_late.take() } else { receive };
        async move {
            if let Some(receive) = receive {
                return receive.await.map_err(|_| "no sender");
            }
            send.map(|send| send.send(42));
            match number {
                1 => Err("one"),
                2 => panic!("number {number}"),
                _ => Ok(number),
            }
        }
    }))
    .await;
    assert_eq!((&results[0], &results[3], &results[4]), (&Ok(42), &Ok(3), &Ok(4)));
    assert_eq!(results[1], Err(GatherError::Failed("one")));
    match &results[2] {
        Err(GatherError::Panicked(panic)) => assert_eq!(panic.message(), "number 2"),
        other => unreachable!("{other:?}"),
    }
}

#[tokio::test]
async fn a_slow_head_does_not_hold_up_the_rest() {
    let running = AtomicUsize::new(0);
    let most = AtomicUsize::new(0);
    let pulled = Cell::new(0);
    let ended = AtomicUsize::new(0);
    let head = Notify::new();
    let results = gather_limited(
        3,
        (0..100_usize).map(|number| {
            pulled.set(pulled.get() + 1);
            assert!(pulled.get() <= ended.load(SeqCst) + 3, "pulled lazily");
            let (running, most, ended, head) = (&running, &most, &ended, &head);
            async move {
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                if number == 0 {
                    head.notified().await;
                } else {
                    tokio::task::yield_now().await;
                }
                running.fetch_sub(1, SeqCst);
                if ended.fetch_add(1, SeqCst) == 98 {
                    head.notify_one();
                }
                Ok::<_, ()>(number)
            }
        }),
    )
    .await;
    assert_eq!(results, (0..100).map(Ok).collect::<Vec<_>>());
    assert_eq!(most.load(SeqCst), 3);
}

#[tokio::test]
async fn gathering_drops_what_has_not_ended() {
    let witness = Arc::new(());
    let futures: Vec<_> = (0..10)
        .map(|number| {
            let witness = Arc::clone(&witness);
            async move {
                if number % 2 == 0 {
                    std::future::pending::<()>().await;
                }
                drop(witness);
                Ok::<_, ()>(())
            }
        })
        .collect();
    let cut = with_timeout(Duration::from_millis(1), gather(futures)).await;
    assert!(cut.is_err());
    assert_eq!(Arc::strong_count(&witness), 1);
}

#[tokio::test]
async fn a_gathered_result_crosses_tasks() {
    let task = tokio::spawn(gather((0..1_000_u32).map(async |number| {
        tokio::task::yield_now().await;
        if number % 10 == 3 { Err(number) } else { Ok(number) }
    })));
    let results = task.await.unwrap();
    assert_eq!(results.iter().filter(|result| result.is_err()).count(), 100);
    assert!(gather(Vec::<std::future::Ready<Result<(), ()>>>::new()).await.is_empty());
    let one = gather_limited(0, [std::future::ready(Ok::<_, ()>(1))]).await;
    assert_eq!(one, [Ok(1)]);
}

#[tokio::test]
async fn ten_thousand_gathered_futures_are_not_polled_for_each_other() {
    let polls = AtomicUsize::new(0);
    let permits = Semaphore::new(0);
    let all = gather((0..10_000_usize).map(|_| {
        let (polls, permits) = (&polls, &permits);
        async move {
            let mut permit = std::pin::pin!(permits.acquire());
            std::future::poll_fn(|cx| {
                polls.fetch_add(1, SeqCst);
                permit.as_mut().poll(cx)
            })
            .await
            .map(tokio::sync::SemaphorePermit::forget)
        }
    }));
    let (results, ()) = tokio::join!(all, async {
        for _ in 0..10_000 {
            permits.add_permits(1);
            tokio::task::yield_now().await;
        }
    });
    assert!(results.iter().all(Result::is_ok));
    assert!(polls.load(SeqCst) < 40_000, "{} polls", polls.load(SeqCst));
}

struct Client {
    answered: u32,
}

impl Client {
    #[dunder::timeout("1h")]
    async fn fetch(&mut self, id: u32) -> Result<String, Box<dyn Error + Send + Sync>> {
        if id == 0 {
            return Err("no user 0".into());
        }
        let number: u32 = id.to_string().parse()?;
        self.answered += number;
        Ok(format!("user {number}"))
    }

    #[dunder::timeout("5ms")]
    async fn hang(&self) -> io::Result<()> {
        sleep(LONG).await;
        Ok(())
    }

    #[dunder::timeout("1s")]
    async fn names<'a>(&'a self, of: &'a str) -> io::Result<impl Iterator<Item = char> + 'a> {
        Ok(of.chars().take(self.answered as usize))
    }

    // a body on one line, which gets no lint of ours
    #[rustfmt::skip]
    #[dunder::timeout("1s")]
    async fn answered(&self) -> io::Result<u32> { Ok(self.answered) }
}

#[tokio::test(start_paused = true)]
async fn a_method_with_a_timeout_ends_in_time_with_its_own_error() {
    let mut client = Client { answered: 0 };
    assert_eq!(client.fetch(2).await.unwrap(), "user 2");
    assert_eq!(client.fetch(0).await.unwrap_err().to_string(), "no user 0");
    assert_eq!(client.names("abc").await.unwrap().collect::<String>(), "ab");
    assert_eq!(client.answered().await.unwrap(), 2);
    let start = Instant::now();
    let error = client.hang().await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert_eq!(error.to_string(), "timed out after 5ms");
    assert!(start.elapsed() < Duration::from_millis(10));
}

#[test]
fn what_is_ready_at_once_needs_no_timer() {
    let runtime = Builder::new_current_thread().build().unwrap();
    let value = runtime.block_on(with_timeout(LONG, std::future::ready(7)));
    assert_eq!(value, Ok(7));
    let late = std::panic::catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(with_timeout(LONG, std::future::pending::<()>()))
    }));
    assert!(late.is_err(), "a timer needs a runtime that has one");
}
