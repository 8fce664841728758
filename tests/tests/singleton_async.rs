//! What `singleton` does with a constructor that is awaited.

use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use dunder::singleton;
use dunder::singleton::AlreadyBuilt;
use tokio::sync::Barrier;

/// An executor of one task that is polled by hand; counts how often it was woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Woken {
    fn times(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

fn poll<F: Future + ?Sized>(future: Pin<&mut F>, woken: &Arc<Woken>) -> Poll<F::Output> {
    let waker = Waker::from(Arc::clone(woken));
    future.poll(&mut Context::from_waker(&waker))
}

/// Runs a future that is never really pending, without any runtime.
fn at_once<F: Future>(future: F) -> F::Output {
    match poll(pin!(future), &Arc::default()) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// Pending until the gate is open.
struct Gate<'a>(&'a Cell<bool>);

impl Future for Gate<'_> {
    type Output = ();
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0.get() {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn panic_text(payload: Box<dyn std::any::Any + Send>) -> String {
    payload.downcast::<String>().map_or_else(|_| "no text".to_owned(), |text| *text)
}

#[test]
fn the_first_arguments_win_on_any_executor() {
    struct Pool(String);
    #[singleton]
    impl Pool {
        #[init]
        async fn connect(url: &str) -> Self {
            std::future::ready(()).await;
            Self(url.to_owned())
        }
    }

    assert!(Pool::get().is_none());
    let first = at_once(Pool::instance("a"));
    assert!(std::ptr::eq(first, at_once(Pool::instance("b"))));
    assert_eq!(Pool::get().unwrap().0, "a");
}

#[test]
fn an_error_leaves_it_empty_and_the_next_call_tries_again() {
    struct Port(u16);
    #[singleton]
    impl Port {
        #[init]
        async fn parse(text: &str) -> Result<Self, std::num::ParseIntError> {
            std::future::ready(()).await;
            Ok(Self(text.parse()?))
        }
    }

    assert!(at_once(Port::instance("eighty")).is_err());
    assert!(Port::get().is_none());
    assert_eq!(at_once(Port::instance("80")).unwrap().0, 80);
    assert_eq!(at_once(Port::instance("not read")).unwrap().0, 80);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_get_one_instance_from_one_constructor_call() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    struct Counted(usize);
    #[singleton]
    impl Counted {
        #[init]
        async fn new() -> Self {
            tokio::task::yield_now().await;
            Self(CALLS.fetch_add(1, Ordering::Relaxed))
        }
    }

    let barrier = Arc::new(Barrier::new(32));
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let barrier = Arc::clone(&barrier);
            tokio::spawn(async move {
                barrier.wait().await;
                Counted::instance().await
            })
        })
        .collect();
    let first = Counted::instance().await;
    for task in tasks {
        assert!(std::ptr::eq(task.await.unwrap(), first));
    }
    assert_eq!((CALLS.load(Ordering::Relaxed), first.0), (1, 0));
}

#[test]
fn a_cancelled_build_leaves_it_empty_and_wakes_the_next() {
    struct Db(u8);
    #[singleton]
    impl Db {
        #[init]
        async fn connect(number: u8, gate: &Cell<bool>) -> Self {
            Gate(gate).await;
            Self(number)
        }
    }

    let gate = Cell::new(false);
    let (one, two, three) = (Arc::default(), Arc::default(), Arc::default());
    let mut first = Box::pin(Db::instance(1, &gate));
    let mut second = Box::pin(Db::instance(2, &gate));
    let mut third = Box::pin(Db::instance(3, &gate));
    assert!(poll(first.as_mut(), &one).is_pending());
    assert!(poll(second.as_mut(), &two).is_pending());
    assert!(poll(third.as_mut(), &three).is_pending());
    assert_eq!((two.times(), three.times()), (0, 0));

    drop(first);
    assert_eq!((two.times(), three.times()), (1, 1));
    assert!(Db::get().is_none());
    // The one that was woken first is cancelled too, before it runs again.
    drop(second);
    assert!(poll(third.as_mut(), &three).is_pending());
    gate.set(true);
    let Poll::Ready(db) = poll(third.as_mut(), &three) else { panic!("the gate is open") };
    assert_eq!(db.0, 3);
}

#[test]
fn who_waits_is_woken_when_it_is_built_and_needs_only_its_last_waker() {
    struct Db(u8);
    #[singleton]
    impl Db {
        #[init]
        async fn connect(number: u8, gate: &Cell<bool>) -> Self {
            Gate(gate).await;
            Self(number)
        }
    }

    let gate = Cell::new(false);
    let (one, old, new) = (Arc::default(), Arc::default(), Arc::default());
    let mut first = Box::pin(Db::instance(1, &gate));
    let mut second = Box::pin(Db::instance(2, &gate));
    assert!(poll(first.as_mut(), &one).is_pending());
    assert!(poll(second.as_mut(), &old).is_pending());
    assert!(poll(second.as_mut(), &new).is_pending());
    gate.set(true);
    assert!(poll(first.as_mut(), &one).is_ready());
    assert_eq!((old.times(), new.times()), (0, 1));
    let Poll::Ready(db) = poll(second.as_mut(), &new) else { panic!("it is built") };
    assert_eq!(db.0, 1);
}

#[test]
fn a_panic_leaves_it_empty_for_the_next_caller() {
    struct Brittle(u8);
    #[singleton]
    impl Brittle {
        #[init]
        async fn new(value: u8) -> Self {
            std::future::ready(()).await;
            assert!(value > 0, "zero");
            Self(value)
        }
    }

    assert!(catch_unwind(|| at_once(Brittle::instance(0)).0).is_err());
    assert!(Brittle::get().is_none());
    assert_eq!(at_once(Brittle::instance(3)).0, 3);
}

#[test]
fn on_conflict_error_admits_one_call_only() {
    struct Args(u8);
    #[singleton(on_conflict = "error")]
    impl Args {
        #[init]
        async fn new(value: u8) -> Self {
            std::future::ready(()).await;
            Self(value)
        }
    }
    struct Strict(u8);
    #[singleton(on_conflict = "error", accessor = "start")]
    impl Strict {
        #[init]
        async fn new(value: u8) -> Result<Self, u8> {
            std::future::ready(()).await;
            if value == 0 { Err(value) } else { Ok(Self(value)) }
        }
    }

    assert_eq!(at_once(Args::try_instance(1)).map(|args| args.0), Ok(1));
    assert_eq!(at_once(Args::try_instance(2)).map(|args| args.0), Err(AlreadyBuilt));
    assert_eq!(at_once(Strict::start(0)).map(|it| it.map(|it| it.0)), Ok(Err(0)));
    assert_eq!(at_once(Strict::start(2)).map(|it| it.map(|it| it.0)), Ok(Ok(2)));
    assert_eq!(at_once(Strict::start(3)).map(|it| it.map(|it| it.0)), Err(AlreadyBuilt));
}

struct Shelf<T>(Vec<T>);

#[singleton]
impl<T: Send + Sync + 'static> Shelf<T> {
    #[init]
    async fn fill(items: impl IntoIterator<Item = T>) -> Self {
        std::future::ready(()).await;
        Self(items.into_iter().collect())
    }
}

#[test]
fn a_generic_type_has_an_instance_for_each_of_its_arguments() {
    let bytes = at_once(Shelf::<u8>::instance([1]));
    assert_eq!(bytes.0, [1]);
    assert_eq!(at_once(Shelf::instance(["a"])).0, ["a"]);
    assert!(std::ptr::eq(bytes, at_once(Shelf::<u8>::instance([2]))));
    assert!(Shelf::<char>::get().is_none());
}

#[test]
fn an_override_holds_for_its_thread() {
    let guard = Shelf::override_for_test(Shelf(vec![1_i64]));
    assert_eq!(at_once(Shelf::instance([2_i64])).0, [1]);
    let elsewhere = std::thread::spawn(|| at_once(Shelf::instance([3_i64])).0.clone());
    assert_eq!(elsewhere.join().unwrap(), [3]);
    drop(guard);
    assert_eq!(at_once(Shelf::instance([4_i64])).0, [3]);
}

#[test]
fn its_future_is_send_where_the_constructors_is() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    struct Plain(u8);
    #[singleton]
    impl Plain {
        #[init]
        async fn new(value: u8) -> Result<Self, std::rc::Rc<u8>> {
            std::future::ready(()).await;
            Ok(Self(value))
        }
    }
    assert_eq!(at_once(is_send(Shelf::instance([1_u16]))).0, [1]);
    // An error that is not is awaited by its own thread.
    assert_eq!(at_once(Plain::instance(7)).unwrap().0, 7);
}

mod circle {
    use std::future::Future;

    use super::singleton;

    pub(super) struct A;
    pub(super) struct B;
    pub(super) struct C;

    #[singleton]
    impl A {
        #[init]
        pub async fn new(is_circle: bool) -> Self {
            std::future::ready(()).await;
            if is_circle {
                Box::pin(B::instance(is_circle)).await;
            }
            Self
        }
    }

    #[singleton]
    impl B {
        #[init]
        pub async fn new(is_circle: bool) -> Self {
            std::future::ready(()).await;
            C::instance(is_circle);
            let again: std::pin::Pin<Box<dyn Future<Output = &A>>> =
                Box::pin(A::instance(is_circle));
            again.await;
            Self
        }
    }

    /// Plain, between the two.
    #[singleton]
    impl C {
        #[init]
        pub fn new(is_circle: bool) -> Self {
            assert!(is_circle);
            Self
        }
    }
}

#[test]
fn a_constructor_that_needs_itself_panics_with_the_chain() {
    let payload = catch_unwind(|| _ = at_once(circle::A::instance(true))).unwrap_err();
    assert_eq!(panic_text(payload), "A needs itself while being built: A -> B -> A");
    assert!(circle::A::get().is_none() && circle::B::get().is_none());
    at_once(circle::A::instance(false));
}

/// Each is built by its own task, and needs the other's.
#[test]
fn a_circle_through_two_tasks_panics_instead_of_hanging() {
    struct Left;
    struct Right;
    #[singleton]
    impl Left {
        #[init]
        async fn new(gate: &Cell<bool>) -> Self {
            Gate(gate).await;
            let right: Pin<Box<dyn Future<Output = &'static Right> + '_>> =
                Box::pin(Right::instance(gate));
            right.await;
            Self
        }
    }
    #[singleton]
    impl Right {
        #[init]
        async fn new(gate: &Cell<bool>) -> Self {
            Gate(gate).await;
            let left: Pin<Box<dyn Future<Output = &'static Left> + '_>> =
                Box::pin(Left::instance(gate));
            left.await;
            Self
        }
    }

    let gate = Cell::new(false);
    let woken = Arc::default();
    let mut left = Box::pin(Left::instance(&gate));
    let mut right = Box::pin(Right::instance(&gate));
    assert!(poll(left.as_mut(), &woken).is_pending());
    assert!(poll(right.as_mut(), &woken).is_pending());
    gate.set(true);
    assert!(poll(left.as_mut(), &woken).is_pending());
    let payload = catch_unwind(AssertUnwindSafe(|| poll(right.as_mut(), &woken).is_ready()));
    assert_eq!(
        panic_text(payload.unwrap_err()),
        "Left needs itself while being built: Left -> Right -> Left"
    );
}

#[tokio::test]
async fn one_constructor_may_await_another_that_a_third_waits_for() {
    struct Base(u8);
    struct One(u8);
    struct Two(u8);
    #[singleton]
    impl Base {
        #[init]
        async fn new() -> Self {
            tokio::task::yield_now().await;
            Self(1)
        }
    }
    #[singleton]
    impl One {
        #[init]
        async fn new() -> Self {
            Self(Base::instance().await.0 + 1)
        }
    }
    #[singleton]
    impl Two {
        #[init]
        async fn new() -> Self {
            let (base, one) = tokio::join!(Base::instance(), One::instance());
            Self(base.0 + one.0)
        }
    }

    let (one, two, again) = tokio::join!(One::instance(), Two::instance(), Two::instance());
    assert_eq!((one.0, two.0, again.0), (2, 3, 3));
}

/// Builders that are cancelled, that fail and that succeed, in tasks on four threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_under_stress() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    struct Building;
    impl Drop for Building {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, Ordering::SeqCst);
        }
    }
    struct Many<const N: usize>(usize);
    #[singleton]
    impl<const N: usize> Many<N> {
        #[init]
        async fn new(number: usize) -> Result<Self, usize> {
            assert_eq!(ALIVE.fetch_add(1, Ordering::SeqCst), 0, "two build at once");
            let building = Building;
            for _ in 0..number % 4 {
                tokio::task::yield_now().await;
            }
            drop(building);
            if number < 60 { Err(number) } else { Ok(Self(number)) }
        }
    }
    async fn one<const N: usize>() {
        let tasks: Vec<_> = (0..80)
            .map(|number| {
                tokio::spawn(async move {
                    if number % 3 == 0 {
                        let cut = std::future::ready(());
                        tokio::select! {
                            biased;
                            built = Many::<N>::instance(number) => built.map(|many| many.0).ok(),
                            () = async { cut.await; tokio::task::yield_now().await } => None,
                        }
                    } else {
                        Many::<N>::instance(number).await.map(|many| many.0).ok()
                    }
                })
            })
            .collect();
        let mut found = Vec::new();
        for task in tasks {
            found.extend(task.await.expect("no panic"));
        }
        assert!(found.iter().all(|number| *number == found[0] && *number >= 60), "{found:?}");
        let built = Many::<N>::instance(79).await.expect("it does not fail");
        assert!(found.is_empty() || built.0 == found[0]);
    }
    one::<0>().await;
    one::<1>().await;
    one::<2>().await;
}
