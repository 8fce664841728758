//! What stands between deadpool and a manager: limits, retries, figures, and closing.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::Ordering::{Acquire, Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use backon::Retryable;
use deadpool::managed::{Manager as DeadpoolManager, Metrics, RecycleError, RecycleResult};
use tokio::runtime::Handle;
use tokio::sync::Notify;

use super::super::caught::quietly;
use super::super::exits::Pending;
use super::super::timeout::bounded;
use super::{Manager, PoolEvent, Retry};

type Observer = Box<dyn Fn(PoolEvent) + Send + Sync>;

/// What a pool and its resources share.
pub(super) struct Shared<M: Manager> {
    pub(super) manager: M,
    pub(super) acquire_timeout: Option<Duration>,
    pub(super) create_timeout: Option<Duration>,
    pub(super) recycle_timeout: Option<Duration>,
    pub(super) max_lifetime: Option<Duration>,
    pub(super) retry: Retry,
    pub(super) observer: Option<Observer>,
    pub(super) counters: Counters,
    pub(super) is_closed: AtomicBool,
    pub(super) closed: Notify,
    /// Resources that are being made, are there, or are being closed.
    pub(super) alive: AtomicUsize,
    pub(super) gone: Notify,
    /// Where resources are closed that are dropped outside a runtime.
    runtime: OnceLock<Handle>,
}

#[derive(Default)]
pub(super) struct Counters {
    /// Loans so far, and those that are over.
    pub(super) lent: AtomicU64,
    pub(super) returned: AtomicU64,
    pub(super) created: AtomicU64,
    pub(super) retries: AtomicU64,
    pub(super) discarded: AtomicU64,
    pub(super) timeouts: AtomicU64,
    pub(super) failures: AtomicU64,
}

impl Counters {
    /// Loans so far, and those of them that are over, both at one moment: where one ended between
    /// the two looks, others may have begun and ended too.
    pub(super) fn loans(&self) -> (u64, u64) {
        let mut returned = self.returned.load(Acquire);
        loop {
            let lent = self.lent.load(Acquire);
            match self.returned.load(Acquire) {
                same if same == returned => return (lent, returned),
                more => returned = more,
            }
        }
    }
}

impl<M: Manager> Shared<M> {
    pub(super) fn new(manager: M) -> Self {
        Self {
            manager,
            acquire_timeout: Some(Duration::from_secs(5)),
            create_timeout: None,
            recycle_timeout: Some(Duration::from_secs(2)),
            max_lifetime: None,
            retry: Retry::none(),
            observer: None,
            counters: Counters::default(),
            is_closed: AtomicBool::new(false),
            closed: Notify::new(),
            alive: AtomicUsize::new(0),
            gone: Notify::new(),
            runtime: OnceLock::new(),
        }
    }

    pub(super) fn tell(&self, event: PoolEvent) {
        if let Some(observer) = &self.observer {
            quietly(|| observer(event));
        }
    }

    pub(super) fn count_discarded(&self) {
        self.counters.discarded.fetch_add(1, Relaxed);
        self.tell(PoolEvent::Discarded);
    }
}

/// Why a resource is not made.
pub(super) enum Fault<E> {
    Closed,
    Timeout,
    Backend(E),
}

/// A manager as deadpool sees it.
pub(super) struct Adapter<M: Manager> {
    pub(super) shared: Arc<Shared<M>>,
}

impl<M: Manager> DeadpoolManager for Adapter<M> {
    type Type = Kept<M>;
    type Error = Fault<M::Error>;

    async fn create(&self) -> Result<Kept<M>, Fault<M::Error>> {
        let shared = &self.shared;
        // Counted before the look at `is_closed`: a closing either sees this one or is seen by it.
        let alive = Alive::new(Arc::clone(shared));
        if shared.is_closed.load(SeqCst) {
            return Err(Fault::Closed);
        }
        if let Ok(runtime) = Handle::try_current() {
            shared.runtime.get_or_init(|| runtime);
        }
        let attempt = || async {
            match bounded(shared.create_timeout, shared.manager.create()).await {
                Ok(made) => made.map_err(Fault::Backend),
                Err(_) => Err(Fault::Timeout),
            }
        };
        let is_transient = |fault: &Fault<M::Error>| match fault {
            Fault::Backend(error) => shared.manager.is_transient(error),
            Fault::Timeout => true,
            Fault::Closed => false,
        };
        let before_the_next = |_: &Fault<M::Error>, after: Duration| {
            shared.counters.retries.fetch_add(1, Relaxed);
            shared.tell(PoolEvent::Retrying { after });
        };
        let retry = shared.retry.backoff();
        // In a box, since every `get` that waits would hold the room for it, several times over.
        let made = Box::pin(attempt.retry(retry).when(is_transient).notify(before_the_next));
        let value = made.await?;
        shared.counters.created.fetch_add(1, Relaxed);
        shared.tell(PoolEvent::Created);
        Ok(Kept { parts: Some(Box::new(Parts { value, alive })) })
    }

    async fn recycle(
        &self,
        kept: &mut Kept<M>,
        metrics: &Metrics,
    ) -> RecycleResult<Fault<M::Error>> {
        let shared = &self.shared;
        let is_old = shared.max_lifetime.is_some_and(|age| metrics.created.elapsed() >= age);
        if !is_old
            && let Ok(Ok(())) =
                bounded(shared.recycle_timeout, shared.manager.recycle(&mut *kept)).await
        {
            return Ok(());
        }
        shared.count_discarded();
        Err(RecycleError::message(if is_old { "too old" } else { "not healthy" }))
    }
}

/// A resource of a pool; dropping it closes it. In a box, since deadpool moves it several times a loan.
pub(super) struct Kept<M: Manager> {
    parts: Option<Box<Parts<M>>>,
}

struct Parts<M: Manager> {
    value: M::Type,
    alive: Alive<M>,
}

impl<M: Manager> Kept<M> {
    fn parts(&self) -> &Parts<M> {
        self.parts.as_ref().expect("it has not been taken")
    }

    pub(super) fn shared(&self) -> &Shared<M> {
        &self.parts().alive.shared
    }

    /// The resource, without its pool.
    pub(super) fn into_value(mut self) -> M::Type {
        self.parts.take().expect("it has not been taken").value
    }
}

impl<M: Manager> Deref for Kept<M> {
    type Target = M::Type;

    fn deref(&self) -> &M::Type {
        &self.parts().value
    }
}

impl<M: Manager> DerefMut for Kept<M> {
    fn deref_mut(&mut self) -> &mut M::Type {
        &mut self.parts.as_mut().expect("it has not been taken").value
    }
}

impl<M: Manager> Drop for Kept<M> {
    fn drop(&mut self) {
        let Some(parts) = self.parts.take() else { return };
        let Parts { value, alive } = *parts;
        let runtime = Handle::try_current().ok().or_else(|| alive.shared.runtime.get().cloned());
        let closing = Closing { value: Some(value), alive, _pending: Pending::new() };
        match runtime {
            Some(runtime) => drop(runtime.spawn(closing.run())),
            None => drop(closing),
        }
    }
}

/// A resource that is being closed.
struct Closing<M: Manager> {
    value: Option<M::Type>,
    alive: Alive<M>,
    _pending: Pending,
}

impl<M: Manager> Closing<M> {
    async fn run(mut self) {
        if let Some(value) = self.value.take() {
            self.alive.shared.manager.close(value).await;
            self.alive.shared.tell(PoolEvent::Closed);
        }
    }
}

impl<M: Manager> Drop for Closing<M> {
    /// Where the runtime has gone before `run` could begin.
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            quietly(|| self.alive.shared.manager.close_blocking(value));
            self.alive.shared.tell(PoolEvent::Closed);
        }
    }
}

/// One of the resources that a closing pool waits for.
struct Alive<M: Manager> {
    shared: Arc<Shared<M>>,
}

impl<M: Manager> Alive<M> {
    fn new(shared: Arc<Shared<M>>) -> Self {
        shared.alive.fetch_add(1, SeqCst);
        Self { shared }
    }
}

impl<M: Manager> Drop for Alive<M> {
    fn drop(&mut self) {
        if self.shared.alive.fetch_sub(1, SeqCst) == 1 {
            self.shared.gone.notify_waiters();
        }
    }
}
