//! What a pool is made with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::{Pool as Deadpool, PoolConfig};

use super::keep::{Adapter, Shared};
use super::{Manager, Pool, PoolEvent, Retry};

/// The settings of a [`Pool`].
#[must_use = "a pool is made by `build`"]
pub struct PoolBuilder<M: Manager> {
    size: usize,
    shared: Shared<M>,
}

impl<M: Manager> PoolBuilder<M> {
    pub(super) fn new(manager: M) -> Self {
        Self { size: 10, shared: Shared::new(manager) }
    }

    /// At most so many resources (10 unless said; 0 counts as 1, and what is above 65 536 as that).
    pub fn size(mut self, size: usize) -> Self {
        // Room for all of them is made at once.
        self.size = size.clamp(1, 1 << 16);
        self
    }

    /// How long a whole `get` may take (5 s unless said).
    pub fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.shared.acquire_timeout = Some(limit);
        self
    }

    /// How long one attempt to make a resource may take (no other limit than that of `get` unless said).
    pub fn create_timeout(mut self, limit: Duration) -> Self {
        self.shared.create_timeout = Some(limit);
        self
    }

    /// How long a health check may take before the resource counts as broken (2 s unless said).
    pub fn recycle_timeout(mut self, limit: Duration) -> Self {
        self.shared.recycle_timeout = Some(limit);
        self
    }

    /// How often and when the making of a resource is tried again (never unless said). The place
    /// in the queue is kept meanwhile; nothing else is ever tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.shared.retry = retry;
        self
    }

    /// A resource older than this is closed instead of lent again (never unless said).
    pub fn max_lifetime(mut self, age: Duration) -> Self {
        self.shared.max_lifetime = Some(age);
        self
    }

    /// Tells a closure what happens, for metrics. It runs in the pool's way: it should be quick.
    /// Its panics are caught.
    pub fn observe(mut self, observer: impl Fn(PoolEvent) + Send + Sync + 'static) -> Self {
        self.shared.observer = Some(Box::new(observer));
        self
    }

    /// The pool. Nothing is made before it is asked for.
    #[allow(clippy::missing_panics_doc, reason = "the only error is a timeout of deadpool's own")]
    pub fn build(self) -> Pool<M> {
        let shared = Arc::new(self.shared);
        let adapter = Adapter { shared: Arc::clone(&shared) };
        let config = PoolConfig::new(self.size);
        let pool = Deadpool::builder(adapter).config(config).build();
        Pool { pool: pool.expect("no timeouts of its own"), shared }
    }
}

impl<M: Manager> fmt::Debug for PoolBuilder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolBuilder").field("size", &self.size).finish_non_exhaustive()
    }
}
