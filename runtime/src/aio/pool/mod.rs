//! `Pool`: few resources, shared by many tasks in the order in which they ask.

mod builder;
mod keep;
mod manager;
mod retry;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::ops::{Deref, DerefMut};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, Release, SeqCst};
use std::task::Poll;
use std::time::{Duration, Instant};

use deadpool::managed::{Object, Pool as Deadpool, PoolError as DeadpoolError, Timeouts};
use tokio::task::coop::poll_proceed;

use super::timeout::bounded;
pub use builder::PoolBuilder;
use keep::{Adapter, Fault, Shared};
pub use manager::{ContextManager, Manager};
pub use retry::Retry;
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteConnection, SqliteError, SqliteManager};

/// Where nobody waits there is no need to queue.
const AT_ONCE: Timeouts = Timeouts { wait: Some(Duration::ZERO), create: None, recycle: None };
const IN_TURN: Timeouts = Timeouts { wait: None, ..AT_ONCE };

/// Resources that many tasks share, each used by one at a time; a handle, cheap to clone.
///
/// - Whoever asks first is served first.
/// - [`get`](Self::get) takes at most `acquire_timeout` in all: the wait for a place, the health
///   check, the making of a resource and its retries.
/// - A resource comes back when its [`Pooled`] is dropped: at the end, on `?`, by a panic or by
///   cancellation. It is checked (`Manager::recycle`) before its next use.
/// - [`close`](Self::close) wakes all who wait with [`PoolError::Closed`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::convert::Infallible;
/// use std::time::Duration;
/// use dunder::aio::{Manager, Pool, Retry};
///
/// struct Connections;
///
/// impl Manager for Connections {
///     type Type = String;
///     type Error = Infallible;
///
///     async fn create(&self) -> Result<String, Infallible> {
///         Ok("connection".to_owned())
///     }
/// }
///
/// let pool = Pool::builder(Connections)
///     .size(5)
///     .acquire_timeout(Duration::from_secs(5))
///     .retry(Retry::exponential(Duration::from_millis(100)))
///     .build();
/// let connection = pool.get().await?;
/// assert_eq!((connection.as_str(), pool.stats().in_use), ("connection", 1));
/// drop(connection);
/// assert_eq!(pool.stats().in_use, 0);
/// pool.close().await;
/// # Ok(()) }
/// ```
pub struct Pool<M: Manager> {
    pool: Deadpool<Adapter<M>>,
    shared: Arc<Shared<M>>,
}

/// A resource on loan; it goes back to its pool when this is dropped.
pub struct Pooled<M: Manager> {
    /// There until the loan is over.
    object: Option<Object<Adapter<M>>>,
}

/// Why there is no resource.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolError<E> {
    /// `acquire_timeout` is over, or every attempt took longer than `create_timeout`.
    Timeout,
    /// The pool was closed.
    Closed,
    /// The resource could not be made.
    Backend(E),
}

/// A pool's figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStats {
    /// How many resources there may be.
    pub max_size: usize,
    /// How many there are.
    pub size: usize,
    /// How many of them nobody uses.
    pub idle: usize,
    /// How many of them are on loan.
    pub in_use: usize,
    /// How many tasks wait for one.
    pub waiting: usize,
    /// Loans so far.
    pub acquired: u64,
    /// Resources made so far.
    pub created: u64,
    /// Second and later attempts to make one.
    pub retries: u64,
    /// Resources given up: not healthy any more, or too old.
    pub discarded: u64,
    /// Calls of `get` whose time was over.
    pub timeouts: u64,
    /// Calls of `get` that ended with [`PoolError::Backend`].
    pub failures: u64,
}

/// What a pool's observer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolEvent {
    /// A resource was lent after so long.
    Acquired {
        /// From the call of `get`.
        waited: Duration,
    },
    /// A resource was made.
    Created,
    /// Making one failed, and is tried again after so long.
    Retrying {
        /// The pause before the next attempt.
        after: Duration,
    },
    /// A resource was given up: not healthy any more, or too old.
    Discarded,
    /// A call of `get` has run out of time.
    TimedOut,
    /// A resource could not be made.
    Failed,
    /// A resource has been closed.
    Closed,
}

impl<M: Manager> Pool<M> {
    /// A pool of what the manager makes.
    pub fn builder(manager: M) -> PoolBuilder<M> {
        PoolBuilder::new(manager)
    }

    /// Lends a resource.
    ///
    /// Cancelling this loses nothing: a place in the queue is given up, a resource goes back or is closed.
    ///
    /// # Errors
    /// [`PoolError::Timeout`], [`PoolError::Closed`], and the manager's own as [`PoolError::Backend`].
    pub async fn get(&self) -> Result<Pooled<M>, PoolError<M::Error>> {
        let start = self.shared.observer.is_some().then(Instant::now);
        let mut lent = pin!(self.pool.timeout_get(&AT_ONCE));
        let first = poll_fn(|cx| {
            // counted as the queue does, so that who asks again and again lets other tasks run
            if let Poll::Ready(turn) = poll_proceed(cx) {
                let first = lent.as_mut().poll(cx);
                if !matches!(first, Poll::Ready(Err(DeadpoolError::Timeout(_)))) {
                    turn.made_progress();
                    return Poll::Ready(first);
                }
            }
            lent.set(self.pool.timeout_get(&IN_TURN));
            Poll::Ready(lent.as_mut().poll(cx))
        });
        let lent = match first.await {
            Poll::Ready(lent) => lent,
            Poll::Pending => {
                let mut closed = pin!(self.shared.closed.notified());
                closed.as_mut().enable();
                if self.shared.is_closed.load(SeqCst) {
                    return Err(PoolError::Closed);
                }
                let lent = poll_fn(|cx| match closed.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(Err(DeadpoolError::Closed)),
                    Poll::Pending => lent.as_mut().poll(cx),
                });
                let limit = self.shared.acquire_timeout;
                match bounded(limit, lent).await {
                    Ok(lent) => lent,
                    Err(_) => Err(DeadpoolError::Backend(Fault::Timeout)),
                }
            }
        };
        let fault = match lent {
            // Lent while it was closed: it goes back, and is closed.
            Ok(_) if self.shared.is_closed.load(SeqCst) => PoolError::Closed,
            Ok(object) => {
                self.shared.counters.lent.fetch_add(1, Relaxed);
                if let Some(start) = start {
                    self.shared.tell(PoolEvent::Acquired { waited: start.elapsed() });
                }
                return Ok(Pooled { object: Some(object) });
            }
            Err(DeadpoolError::Backend(Fault::Backend(error))) => PoolError::Backend(error),
            Err(DeadpoolError::Closed | DeadpoolError::Backend(Fault::Closed)) => PoolError::Closed,
            Err(_) => PoolError::Timeout,
        };
        match fault {
            PoolError::Backend(_) => {
                self.shared.counters.failures.fetch_add(1, Relaxed);
                self.shared.tell(PoolEvent::Failed);
            }
            PoolError::Timeout => {
                self.shared.counters.timeouts.fetch_add(1, Relaxed);
                self.shared.tell(PoolEvent::TimedOut);
            }
            PoolError::Closed => {}
        }
        Err(fault)
    }

    /// The figures at this moment.
    pub fn stats(&self) -> PoolStats {
        let status = self.pool.status();
        let counters = &self.shared.counters;
        // deadpool counts who asks, who may still be waiting for a resource to be made
        let (acquired, returned) = counters.loans();
        let in_use = usize::try_from(acquired.saturating_sub(returned)).unwrap_or(usize::MAX);
        let in_use = in_use.min(status.size);
        PoolStats {
            max_size: status.max_size,
            size: status.size,
            idle: status.size - in_use,
            in_use,
            waiting: status.waiting,
            acquired,
            created: counters.created.load(Relaxed),
            retries: counters.retries.load(Relaxed),
            discarded: counters.discarded.load(Relaxed),
            timeouts: counters.timeouts.load(Relaxed),
            failures: counters.failures.load(Relaxed),
        }
    }

    /// Closes the pool: who waits gets [`PoolError::Closed`] at once, resources on loan are closed
    /// when they come back. Waits until all of them are; if this is cancelled, the closing goes on.
    pub async fn close(&self) {
        self.begin_to_close();
        loop {
            let mut gone = pin!(self.shared.gone.notified());
            gone.as_mut().enable();
            if self.shared.alive.load(SeqCst) == 0 {
                return;
            }
            gone.await;
        }
    }

    /// As [`close`](Self::close), at most for so long.
    ///
    /// # Errors
    /// How many resources are not closed yet: on loan still, or being closed.
    pub async fn close_within(&self, limit: Duration) -> Result<(), usize> {
        let closed = bounded(Some(limit), self.close()).await;
        closed.map_err(|_| self.shared.alive.load(SeqCst))
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.shared.is_closed.load(SeqCst)
    }

    fn begin_to_close(&self) {
        self.shared.is_closed.store(true, SeqCst);
        // Out of the pool before it closes, which would drop them under its lock.
        drop(self.pool.retain(|_, _| false));
        self.pool.close();
        self.shared.closed.notify_waiters();
    }
}

impl<M: Manager> Pooled<M> {
    /// Closes the resource instead of giving it back, because it is broken.
    pub fn discard(mut this: Self) {
        let kept = Object::take(this.lent());
        kept.shared().count_discarded();
    }

    /// Takes the resource out of the pool, which does not count or close it any more.
    pub fn take(mut this: Self) -> M::Type {
        Object::take(this.lent()).into_value()
    }

    fn lent(&mut self) -> Object<Adapter<M>> {
        self.count_return();
        self.object.take().expect("the loan is not over")
    }

    fn count_return(&self) {
        if let Some(object) = &self.object {
            object.shared().counters.returned.fetch_add(1, Release);
        }
    }
}

impl<M: Manager> Drop for Pooled<M> {
    // The object goes back after this, where it is: to move it takes as long as to count it.
    fn drop(&mut self) {
        self.count_return();
    }
}

impl<M: Manager> Deref for Pooled<M> {
    type Target = M::Type;

    fn deref(&self) -> &M::Type {
        self.object.as_ref().expect("the loan is not over")
    }
}

impl<M: Manager> DerefMut for Pooled<M> {
    fn deref_mut(&mut self) -> &mut M::Type {
        self.object.as_mut().expect("the loan is not over")
    }
}

impl<M: Manager> Clone for Pool<M> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<M: Manager> fmt::Debug for Pool<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

impl<M: Manager<Type: fmt::Debug>> fmt::Debug for Pooled<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<E: fmt::Display> fmt::Display for PoolError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("no resource of the pool became free in time"),
            Self::Closed => f.write_str("the pool is closed"),
            Self::Backend(error) => write!(f, "a resource could not be made: {error}"),
        }
    }
}

impl<E: Error + 'static> Error for PoolError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Backend(error) => Some(error),
            Self::Timeout | Self::Closed => None,
        }
    }
}
