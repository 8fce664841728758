//! `Remembered`: where an asynchronous property keeps its value.

use core::fmt;
use core::future::poll_fn;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use std::vec::Vec;

/// The value of an asynchronous property, between its makings.
///
/// However many ask while it is made, it is made once, and by one of those who ask: no runtime is
/// needed. If that one gives up (is dropped, panics, gets an `Err`), another of them makes it.
///
/// A property that awaits itself waits for ever.
///
/// ```
/// use dunder::descriptor::Remembered;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// let status = Remembered::new();
/// assert_eq!(status.get_or_make(None, async { "up" }).await, "up");
/// assert_eq!(status.get_or_make(None, async { unreachable!() }).await, "up");
/// status.clear();
/// assert_eq!(status.get_or_make(None, async { "down" }).await, "down");
/// # });
/// ```
pub struct Remembered<T> {
    state: Mutex<State<T>>,
}

struct State<T> {
    value: Option<(Arc<T>, Instant)>,
    /// Whether one of those who ask makes the value.
    is_made: bool,
    /// Counts how often the value was thrown away.
    epoch: u64,
    waiting: Vec<(u64, Waker)>,
    next_waiter: u64,
}

impl<T> Remembered<T> {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        let state =
            State { value: None, is_made: false, epoch: 0, waiting: Vec::new(), next_waiter: 0 };
        Self { state: Mutex::new(state) }
    }

    /// Throws the value away; one that is being made now is not kept either.
    pub fn clear(&self) {
        let old = {
            let mut state = self.lock();
            state.epoch += 1;
            state.value.take()
        };
        drop(old);
    }

    // A panic under the lock is none of the user's code, and leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Remembered<T> {
    /// The value, made of `make` if there is none, or none younger than `ttl`.
    pub async fn get_or_make(&self, ttl: Option<Duration>, make: impl Future<Output = T>) -> T {
        let value =
            self.get_or_try_make(ttl, async { Ok::<T, core::convert::Infallible>(make.await) });
        match value.await {
            Ok(value) => value,
            Err(never) => match never {},
        }
    }

    /// The value, made of `make` if there is none, or none younger than `ttl`.
    ///
    /// # Errors
    /// What `make` says; it is not remembered, and whoever waits tries for themselves.
    pub async fn get_or_try_make<E>(
        &self,
        ttl: Option<Duration>,
        make: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let mut waiter = Waiter { memo: self, ticket: None };
        let turn = poll_fn(|cx| waiter.turn(cx, ttl)).await;
        drop(waiter);
        let turn = match turn {
            Turn::Take(value) => return Ok(T::clone(&value)),
            Turn::Make(turn) => turn,
        };
        let value = make.await?;
        turn.keep(Arc::new(value.clone()));
        Ok(value)
    }
}

/// What comes of waiting.
enum Turn<'a, T> {
    /// The value is there.
    Take(Arc<T>),
    /// It has to be made, by the one who holds this.
    Make(Making<'a, T>),
}

/// One who waits.
struct Waiter<'a, T> {
    memo: &'a Remembered<T>,
    ticket: Option<u64>,
}

impl<'a, T> Waiter<'a, T> {
    fn turn(&mut self, cx: &Context<'_>, ttl: Option<Duration>) -> Poll<Turn<'a, T>> {
        // dropped after the lock
        let mut outdated = None;
        let mut state = self.memo.lock();
        if let Some((value, since)) = &state.value {
            if ttl.is_none_or(|ttl| since.elapsed() < ttl) {
                return Poll::Ready(Turn::Take(Arc::clone(value)));
            }
            if !state.is_made {
                outdated = state.value.take();
            }
        }
        if !state.is_made {
            state.is_made = true;
            let epoch = state.epoch;
            drop(state);
            drop(outdated);
            return Poll::Ready(Turn::Make(Making { memo: self.memo, epoch }));
        }
        let waker = cx.waker();
        let known = self
            .ticket
            .and_then(|ticket| state.waiting.iter_mut().find(|(other, _)| *other == ticket));
        match known {
            Some((_, old)) if old.will_wake(waker) => {}
            Some((_, old)) => old.clone_from(waker),
            None => {
                let ticket = state.next_waiter;
                state.next_waiter += 1;
                state.waiting.push((ticket, waker.clone()));
                self.ticket = Some(ticket);
            }
        }
        Poll::Pending
    }
}

impl<T> Drop for Waiter<'_, T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.memo.lock().waiting.retain(|(other, _)| *other != ticket);
        }
    }
}

/// The turn to make the value; however it ends, those who wait are woken.
struct Making<'a, T> {
    memo: &'a Remembered<T>,
    epoch: u64,
}

impl<T> Making<'_, T> {
    fn keep(self, value: Arc<T>) {
        let mut state = self.memo.lock();
        if state.epoch == self.epoch {
            state.value = Some((value, Instant::now()));
        }
    }
}

impl<T> Drop for Making<'_, T> {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.memo.lock();
            state.is_made = false;
            core::mem::take(&mut state.waiting)
        };
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// A copy knows what the original knew, and goes its own way.
impl<T> Clone for Remembered<T> {
    fn clone(&self) -> Self {
        let copy = Self::new();
        copy.lock().value.clone_from(&self.lock().value);
        copy
    }
}

impl<T> fmt::Debug for Remembered<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_known = self.lock().value.is_some();
        f.debug_struct("Remembered").field("is_known", &is_known).finish_non_exhaustive()
    }
}
