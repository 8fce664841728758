//! The room, from its source.

#[path = "../../../runtime/src/weak/cache.rs"]
mod cache;
#[path = "../../../runtime/src/weak/entries.rs"]
mod entries;
#[path = "../../../runtime/src/weak/events.rs"]
mod events;
#[path = "../../../runtime/src/weak/finalize.rs"]
mod finalize;
#[path = "../../../runtime/src/weak/flight.rs"]
mod flight;
#[path = "../../../runtime/src/weak/hash.rs"]
mod hash;
#[path = "../../../runtime/src/weak/held.rs"]
mod held;
#[path = "../../../runtime/src/weak/set.rs"]
mod set;
#[path = "../../../runtime/src/weak/shard.rs"]
mod shard;
#[path = "../../../runtime/src/weak/table.rs"]
mod table;
#[path = "../../../runtime/src/weak/user.rs"]
mod user;

mod sync {
    pub use shuttle::sync::atomic::{AtomicBool, Ordering};
    pub use shuttle::sync::{Condvar, Mutex, MutexGuard};
    pub use shuttle::thread;
    pub use std::sync::PoisonError;

    use std::any::{Any, TypeId};
    use std::collections::BTreeMap;

    // of this run: those of another have seen another scheduler
    shuttle::lazy_static::lazy_static! {
        pub static ref SPARES: Mutex<BTreeMap<TypeId, Box<dyn Any + Send>>> = Mutex::default();
    }

    /// The lock of shards, which sleeps.
    #[derive(Default)]
    pub struct Latch<T> {
        value: Mutex<T>,
    }

    impl<T> Latch<T> {
        pub fn lock(&self) -> MutexGuard<'_, T> {
            self.value.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

pub use cache::WeakCache;
pub use events::{Events, Listener};
pub use finalize::finalize;
pub use held::Held;
