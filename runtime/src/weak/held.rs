//! A value of a cache, and what happens when its last owner goes.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::ptr;
use std::sync::{Arc, Weak};

use super::entries::Spot;
use super::finalize::Pending;

/// What holds the entry of a value: a shard, whatever the type of its keys.
pub(super) trait Home: Send + Sync {
    /// Takes the value's entry away, if it is still there, and runs what waited for that.
    fn gone(&'static self, place: u32, hash: u32, address: usize);
    /// Keeps what is to run when the value goes.
    fn finalize(&self, address: usize, pending: Arc<Pending>);
}

/// A value and the way back to its entry.
pub(super) struct Slot<V> {
    value: V,
    home: &'static dyn Home,
    /// Where its entry was put, if it has one.
    place: u32,
    hash: u32,
}

impl<V> Drop for Slot<V> {
    fn drop(&mut self) {
        // The entry's weak reference keeps this address taken, so that no other value has it.
        self.home.gone(self.place, self.hash, ptr::from_ref(self).addr());
    }
}

/// An owner of a value in a [`WeakCache`](super::WeakCache): when the last one goes, so does the
/// value, and its entry.
///
/// ```
/// let cache = dunder::WeakCache::new();
/// let page = cache.put("/index", String::from("<html>"));
/// assert_eq!(page.len(), 6); // a `Held<String>` reads as a `String`
/// drop(page);
/// assert!(cache.is_empty());
/// ```
pub struct Held<V> {
    slot: Arc<Slot<V>>,
}

impl<V> Held<V> {
    #[inline]
    pub(super) fn new(value: V, home: &'static dyn Home, spot: &Spot) -> Self {
        let Spot { place, hash, .. } = *spot;
        Self { slot: Arc::new(Slot { value, home, place, hash }) }
    }

    #[inline]
    pub(super) fn of(slot: Arc<Slot<V>>) -> Self {
        Self { slot }
    }

    pub(super) fn weak(&self) -> Weak<Slot<V>> {
        Arc::downgrade(&self.slot)
    }

    pub(super) fn register(&self, pending: Arc<Pending>) {
        self.slot.home.finalize(Arc::as_ptr(&self.slot).addr(), pending);
    }

    /// A reference that does not keep the value.
    pub fn downgrade(&self) -> HeldWeak<V> {
        HeldWeak { slot: self.weak() }
    }

    /// Whether both own the same value, and not only equal ones.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.slot, &other.slot)
    }

    /// How many owners the value has at this moment.
    pub fn strong_count(&self) -> usize {
        Arc::strong_count(&self.slot)
    }
}

impl<V> Clone for Held<V> {
    fn clone(&self) -> Self {
        Self { slot: Arc::clone(&self.slot) }
    }
}

impl<V> Deref for Held<V> {
    type Target = V;

    #[inline]
    fn deref(&self) -> &V {
        &self.slot.value
    }
}

impl<V> AsRef<V> for Held<V> {
    fn as_ref(&self) -> &V {
        self
    }
}

impl<V> Borrow<V> for Held<V> {
    fn borrow(&self) -> &V {
        self
    }
}

impl<V: fmt::Debug> fmt::Debug for Held<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<V: fmt::Display> fmt::Display for Held<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<V: PartialEq> PartialEq for Held<V> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<V: Eq> Eq for Held<V> {}

impl<V: Hash> Hash for Held<V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// A reference to a cached value that does not keep it.
pub struct HeldWeak<V> {
    slot: Weak<Slot<V>>,
}

impl<V> HeldWeak<V> {
    /// An owner of the value, unless the last one has gone.
    pub fn upgrade(&self) -> Option<Held<V>> {
        self.slot.upgrade().map(Held::of)
    }
}

impl<V> Clone for HeldWeak<V> {
    fn clone(&self) -> Self {
        Self { slot: Weak::clone(&self.slot) }
    }
}

impl<V> fmt::Debug for HeldWeak<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(HeldWeak)")
    }
}
