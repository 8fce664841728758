//! Weak references: caches, maps, sets, events and proxies that do not keep what they refer to.
//!
//! | here | in Python | |
//! |---|---|---|
//! | [`WeakCache`] | `WeakValueDictionary` | an entry goes at the last drop of its value, at once |
//! | [`WeakMap`] | `WeakValueDictionary` | the values are plain `Arc`s; dead entries go now and then |
//! | [`finalize`] | `weakref.finalize` | runs after the entry has gone, before the value is dropped |
//! | [`WeakSet`] | `WeakSet` | by identity, in the order of addition |
//! | [`Events`] | a list of weak listeners | tells a snapshot, and survives a listener's panic |
//! | [`WeakProxy`] | `weakref.proxy` | an error instead of a value that is gone |
//!
//! All of them are shared by reference between threads (inside an `Arc` or a `static`).
//!
//! # What is guaranteed
//!
//! - **No dead entry.** [`WeakCache::get`] never returns a value whose drop has begun. When the last
//!   [`Held`] is gone and its drop has returned, so has the entry; [`WeakCache::len`] may count it until then.
//! - **A value drops once, in the thread of its last owner**, in this order: its entry leaves the
//!   cache, its finalizers run (the last registered first, panics caught), its key is dropped, then the value.
//! - **No lock around your code.** Under a shard's lock only `K::eq` runs. Hashing, `Drop` of keys and values,
//!   finalizers, listeners and the functions of `get_or_insert_with` run without one, and may use
//!   the same cache; a panic in any of them, `K::eq` too, leaves it usable.
//! - **Memory comes back.** A dead value's allocation and its key are freed at once. What is left of
//!   its entry is four bytes of an index, which is built anew when half of it is used; the tables shrink when
//!   they are nearly empty. A cache may be dropped before its values; when both have gone, its locks are
//!   left, some hundred bytes for each of four to a core, and the next cache of the same types takes those.
//! - **Cancellation is a drop.** Nothing here awaits. A future that is cancelled drops the `Held`s,
//!   `Subscription`s and listeners that it owns, and what then happens is what is said above, in the
//!   thread that cancels; a `get_or_insert_with` that has begun on a thread ends there.
//!
//! What is not: two functions of `get_or_insert_with` on two threads that ask for each other's keys
//! wait for ever (one that asks for its own key panics), so does a `K::eq` that uses its
//! own cache, and a cycle of `Held`s keeps itself, as every cycle of `Arc`s does. In asynchronous
//! code `get_or_insert_with` blocks its thread while another builds the value: give it functions
//! that are short.
//!
//! ```
//! use std::sync::Arc;
//! use dunder::{WeakCache, finalize};
//!
//! let pool = Arc::new(WeakCache::new());
//! let connection = pool.put("db1", String::from("connection to db1"));
//! let figures = Arc::clone(&pool);
//! finalize(&connection, move || assert_eq!(figures.len(), 0)); // the entry has gone before
//! assert_eq!(pool.stats().live, 1);
//! drop(connection);
//! assert_eq!(pool.stats().purged, 1);
//! ```

mod cache;
mod entries;
mod events;
mod finalize;
mod flight;
mod hash;
mod held;
mod map;
mod proxy;
mod set;
mod shard;
mod sync;
mod table;
mod user;

pub use cache::{Stats, WeakCache};
pub use events::{Events, Listener, Notified, Subscription};
pub use finalize::{Finalizer, finalize};
pub use hash::{KeyHasher, KeyState};
pub use held::{Held, HeldWeak};
pub use map::WeakMap;
pub use proxy::{ReferenceError, WeakProxy};
pub use set::WeakSet;
