//! A hash table whose entries remember their hash: of the user's code only `K::eq` runs inside.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::ptr;

/// Below this many places a table is not worth shrinking.
const SMALL: usize = 28;

/// A key, its hash, and what stands under it.
pub(super) struct Entry<K, T> {
    hash: u64,
    pub(super) key: K,
    pub(super) value: T,
}

/// Entries by key. Nothing of the user's is dropped by its methods: they hand it out.
pub(super) struct Table<K, T> {
    entries: HashSet<Entry<K, T>, BuildHasherDefault<Given>>,
}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self { entries: HashSet::default() }
    }
}

impl<K, T> Table<K, T> {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    pub(super) fn get<Q>(&self, hash: u64, key: &Q) -> Option<&T>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let probe = ByKey { hash, key };
        self.entries.get(&probe as &dyn Probe<K, T>).map(|entry| &entry.value)
    }

    #[inline]
    pub(super) fn take<Q>(&mut self, hash: u64, key: &Q) -> Option<Entry<K, T>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let probe = ByKey { hash, key };
        self.entries.take(&probe as &dyn Probe<K, T>)
    }

    /// Takes the entry whose value is meant; `K::eq` does not run.
    #[inline]
    pub(super) fn take_value(
        &mut self,
        hash: u64,
        is_meant: impl Fn(&T) -> bool,
    ) -> Option<Entry<K, T>> {
        let probe = ByValue { hash, is_meant };
        let entry = self.entries.take(&probe as &dyn Probe<K, T>);
        self.settle();
        entry
    }

    /// Adds an entry; the caller has seen under the same lock that the key is not there.
    #[inline]
    pub(super) fn insert_new(&mut self, hash: u64, key: K, value: T) {
        self.entries.insert(Entry { hash, key, value });
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|entry| &entry.value)
    }

    /// Takes out every entry whose value is meant.
    pub(super) fn extract(&mut self, is_meant: impl Fn(&T) -> bool) -> Vec<Entry<K, T>> {
        let taken = self.entries.extract_if(|entry| is_meant(&entry.value)).collect();
        self.settle();
        taken
    }

    /// Gives memory back when the table has become far too large.
    #[inline]
    fn settle(&mut self) {
        if self.entries.capacity() > SMALL && self.entries.len() < self.entries.capacity() / 8 {
            self.entries.shrink_to(self.entries.len() * 2);
        }
    }
}

/// What an entry is looked up by.
trait Probe<K, T> {
    fn hash(&self) -> u64;
    fn matches(&self, entry: &Entry<K, T>) -> bool;
    fn entry(&self) -> Option<&Entry<K, T>> {
        None
    }
}

struct ByKey<'a, Q: ?Sized> {
    hash: u64,
    key: &'a Q,
}

impl<K: Borrow<Q>, T, Q: Eq + ?Sized> Probe<K, T> for ByKey<'_, Q> {
    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    fn matches(&self, entry: &Entry<K, T>) -> bool {
        entry.hash == self.hash && entry.key.borrow() == self.key
    }
}

struct ByValue<F> {
    hash: u64,
    is_meant: F,
}

impl<K, T, F: Fn(&T) -> bool> Probe<K, T> for ByValue<F> {
    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    fn matches(&self, entry: &Entry<K, T>) -> bool {
        (self.is_meant)(&entry.value)
    }
}

impl<K, T> Probe<K, T> for Entry<K, T> {
    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    fn matches(&self, entry: &Entry<K, T>) -> bool {
        self == entry
    }

    #[inline]
    fn entry(&self) -> Option<&Entry<K, T>> {
        Some(self)
    }
}

impl<'a, K: 'a, T: 'a> Borrow<dyn Probe<K, T> + 'a> for Entry<K, T> {
    #[inline]
    fn borrow(&self) -> &(dyn Probe<K, T> + 'a) {
        self
    }
}

impl<K, T> Hash for dyn Probe<K, T> + '_ {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(Probe::hash(self));
    }
}

impl<K, T> PartialEq for dyn Probe<K, T> + '_ {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        other.entry().is_some_and(|entry| self.matches(entry))
    }
}

impl<K, T> Eq for dyn Probe<K, T> + '_ {}

impl<K, T> Hash for Entry<K, T> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// An entry is itself only: it is added where its key is known to be absent, so that a second run
/// of `K::eq`, and a key dropped by its panic under the lock, cannot be.
impl<K, T> PartialEq for Entry<K, T> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl<K, T> Eq for Entry<K, T> {}

/// The hasher of what is hashed already.
#[derive(Default)]
struct Given(u64);

impl Hasher for Given {
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }

    #[inline]
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}
