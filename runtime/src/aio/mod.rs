#![doc = include_str!("../../../macros/doc/aio.md")]

mod caught;
mod context;
mod exits;
mod gather;
mod inside;
mod pool;
mod timeout;

pub use caught::Panic;
pub use context::{AsyncContext, Outcome, with_async};
pub use exits::shutdown;
pub use gather::{GatherError, gather, gather_limited};
pub use pool::{
    ContextManager, Manager, Pool, PoolBuilder, PoolError, PoolEvent, PoolStats, Pooled, Retry,
};
#[cfg(feature = "sqlite")]
pub use pool::{SqliteConnection, SqliteError, SqliteManager};
pub use timeout::{Elapsed, with_timeout};

pub use dunder_macros::timeout;

#[cfg(doctest)]
#[doc = include_str!("../../../macros/doc/timeout.md")]
mod page_of_timeout {}

/// What expansions call.
#[doc(hidden)]
pub mod expansion {
    pub use super::timeout::timed;
}
