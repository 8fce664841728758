//! `gather`: many futures at a time, each result in its place.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::iter::Fuse;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::caught::{Panic, quietly};

/// Steps of futures in a row before others on the runtime have their turn.
const TURN: usize = 256;

/// Why a gathered future has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatherError<E> {
    /// It returned this error.
    Failed(E),
    /// It panicked.
    Panicked(Panic),
}

impl<E: fmt::Display> fmt::Display for GatherError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(f),
            Self::Panicked(panic) => panic.fmt(f),
        }
    }
}

impl<E: Error + 'static> Error for GatherError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Failed(error) => error.source(),
            Self::Panicked(_) => None,
        }
    }
}

/// Runs all the futures at the same time, and returns their results in their order:
/// `asyncio.gather(*futures, return_exceptions=True)`.
///
/// They run in place, in the caller's task: they may borrow, and those that have not ended are
/// dropped with the returned future. One that fails or panics does not stop the others.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use dunder::aio::{GatherError, gather};
///
/// let texts = ["1", "two", "3"];
/// let parsed = gather(texts.iter().map(async |text| text.parse::<u8>())).await;
/// assert_eq!(parsed[0], Ok(1));
/// assert!(matches!(parsed[1], Err(GatherError::Failed(_))));
/// assert_eq!(parsed[2], Ok(3));
/// # }
/// ```
pub async fn gather<I, T, E>(futures: I) -> Vec<Result<T, GatherError<E>>>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    gather_limited(usize::MAX, futures).await
}

/// As [`gather`], at most `limit` at a time (0 counts as 1). The next one is taken from the iterator
/// when one has ended, whichever that is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let squares = (0..1_000_u32).map(async |n| Ok::<_, ()>(n * n));
/// assert_eq!(dunder::aio::gather_limited(8, squares).await[999], Ok(998_001));
/// # }
/// ```
pub async fn gather_limited<I, T, E>(limit: usize, futures: I) -> Vec<Result<T, GatherError<E>>>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    let mut gathering = Gathering::<I::IntoIter, <I::Item as IntoFuture>::IntoFuture, T, E> {
        waiting: futures.into_iter().fuse(),
        limit: limit.max(1),
        places: Vec::new(),
        free: Vec::new(),
        results: Vec::new(),
        ready: Arc::default(),
    };
    poll_fn(move |cx| gathering.poll(cx)).await
}

struct Gathering<I, F, T, E> {
    waiting: Fuse<I>,
    limit: usize,
    places: Vec<Place<F>>,
    free: Vec<usize>,
    results: Vec<Option<Result<T, GatherError<E>>>>,
    ready: Arc<Ready>,
}

/// A future that runs, and the number of its result.
struct Place<F> {
    running: Option<(Pin<Box<F>>, usize)>,
    call: Arc<Call>,
    waker: Waker,
}

impl<I, T, E> Gathering<I, <I::Item as IntoFuture>::IntoFuture, T, E>
where
    I: Iterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<Result<T, GatherError<E>>>> {
        self.ready.tell(cx.waker());
        for _ in 0..TURN {
            if self.places.len() - self.free.len() < self.limit
                && let Some(item) = self.waiting.next()
            {
                let number = self.results.len();
                self.results.push(None);
                match catch_unwind(AssertUnwindSafe(|| Box::pin(item.into_future()))) {
                    Ok(future) => self.start(future, number),
                    Err(payload) => {
                        self.results[number] =
                            Some(Err(GatherError::Panicked(Panic::of(&*payload))));
                        quietly(|| drop(payload));
                    }
                }
            } else if let Some(place) = self.ready.next() {
                self.step(place);
            } else if self.places.len() == self.free.len() {
                return Poll::Ready(mem::take(&mut self.results).into_iter().flatten().collect());
            } else {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn start(&mut self, future: Pin<Box<<I::Item as IntoFuture>::IntoFuture>>, number: usize) {
        let place = self.free.pop().unwrap_or_else(|| {
            let place = self.places.len();
            let ready = Arc::clone(&self.ready);
            let call = Arc::new(Call { place, is_called: AtomicBool::new(false), ready });
            let waker = Waker::from(Arc::clone(&call));
            self.places.push(Place { running: None, call, waker });
            place
        });
        self.places[place].running = Some((future, number));
        self.step(place);
    }

    fn step(&mut self, number: usize) {
        let place = &mut self.places[number];
        place.call.is_called.store(false, SeqCst);
        // Whoever ran here before may have called late.
        let Some((mut future, result)) = place.running.take() else { return };
        let mut cx = Context::from_waker(&place.waker);
        let ended = match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx))) {
            Ok(Poll::Pending) => {
                place.running = Some((future, result));
                return;
            }
            Ok(Poll::Ready(ended)) => ended.map_err(GatherError::Failed),
            Err(payload) => {
                let panic = Panic::of(&*payload);
                quietly(|| drop(payload));
                Err(GatherError::Panicked(panic))
            }
        };
        self.free.push(number);
        self.results[result] = Some(ended);
        quietly(|| drop(future));
    }
}

/// Whose turn it is, and whom to tell of that.
#[derive(Default)]
struct Ready {
    state: Mutex<(VecDeque<usize>, Option<Waker>)>,
}

impl Ready {
    fn lock(&self) -> MutexGuard<'_, (VecDeque<usize>, Option<Waker>)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, waker: &Waker) {
        let waker = waker.clone();
        let before = self.lock().1.replace(waker);
        drop(before);
    }

    fn next(&self) -> Option<usize> {
        self.lock().0.pop_front()
    }
}

/// The waker of a place.
struct Call {
    place: usize,
    is_called: AtomicBool,
    ready: Arc<Ready>,
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_called.swap(true, SeqCst) {
            let task = {
                let mut state = self.ready.lock();
                state.0.push_back(self.place);
                state.1.take()
            };
            if let Some(task) = task {
                task.wake();
            }
        }
    }
}
