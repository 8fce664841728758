//! What runs when a value goes.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::held::Held;
use super::sync::Mutex;
use super::user::{lock, ran};

/// Runs `f` once when the value's last owner goes: after its entry has left the cache and before
/// the value is dropped. Several run in reverse order of their registration; a panic in one is
/// caught and stops no other. As `weakref.finalize`.
///
/// ```
/// use dunder::{WeakCache, finalize};
///
/// let cache = WeakCache::new();
/// let connection = cache.put(1, "connection");
/// let finalizer = finalize(&connection, || println!("closed"));
/// assert!(finalizer.is_alive());
/// drop(connection); // prints it
/// assert!(!finalizer.is_alive());
/// ```
pub fn finalize<V>(held: &Held<V>, f: impl FnOnce() + Send + 'static) -> Finalizer {
    let pending = Arc::new(Pending { call: Mutex::new(Some(Box::new(f))) });
    held.register(Arc::clone(&pending));
    Finalizer { pending }
}

/// A registered finalizer. Dropping this does not cancel it.
#[derive(Clone)]
pub struct Finalizer {
    pending: Arc<Pending>,
}

impl Finalizer {
    /// Takes the callback away; whether it had neither run nor been cancelled.
    pub fn cancel(&self) -> bool {
        self.pending.take().is_some()
    }

    /// Whether the callback is still to run.
    pub fn is_alive(&self) -> bool {
        self.pending.is_alive()
    }
}

impl fmt::Debug for Finalizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finalizer").field("is_alive", &self.is_alive()).finish()
    }
}

/// A callback that waits for a value's end.
pub(super) struct Pending {
    call: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Pending {
    fn take(&self) -> Option<Box<dyn FnOnce() + Send>> {
        lock(&self.call).take()
    }

    fn is_alive(&self) -> bool {
        lock(&self.call).is_some()
    }
}

/// The callbacks of a shard's values, by the values' addresses. They are not in the values, so
/// that a value without any does not pay for them.
#[derive(Default)]
pub(super) struct Finalizers {
    of: HashMap<usize, Vec<Arc<Pending>>>,
}

impl Finalizers {
    pub(super) fn add(&mut self, address: usize, pending: Arc<Pending>) {
        let list = self.of.entry(address).or_default();
        if list.len() == list.capacity() {
            list.retain(|pending| pending.is_alive());
        }
        list.push(pending);
    }

    /// The callbacks of a value that goes, first registered first.
    #[inline]
    pub(super) fn take(&mut self, address: usize) -> Option<Vec<Arc<Pending>>> {
        if self.of.is_empty() {
            return None;
        }
        let list = self.of.remove(&address);
        if self.of.is_empty() {
            self.of = HashMap::new();
        }
        list
    }
}

/// Runs the callbacks of a value, last registered first.
pub(super) fn run(callbacks: Vec<Arc<Pending>>) {
    for pending in callbacks.into_iter().rev() {
        if let Some(call) = pending.take() {
            ran(call);
        }
    }
}
