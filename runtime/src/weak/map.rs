//! `WeakMap`: a map to plain `Arc`s that it does not keep.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, Weak};

use super::hash::KeyState;
use super::shard;
use super::sync::Mutex;
use super::table::{Entry, Table};
use super::user::lock;

/// Below this many entries a shard does not look for dead ones.
const FEW: usize = 16;

/// A map from keys to values that others own in plain [`Arc`]s. A dead entry is never returned, and
/// goes when a shard has doubled since it last looked, or with [`purge`](Self::purge); with a
/// [`WeakCache`](super::WeakCache) it goes at once.
///
/// ```
/// use std::sync::Arc;
///
/// let users = dunder::WeakMap::new();
/// let alice = Arc::new(String::from("Alice"));
/// users.put(1, &alice);
/// assert!(users.get(&1).is_some());
/// drop(alice);
/// assert!(users.get(&1).is_none());
/// ```
pub struct WeakMap<K, T: ?Sized, S = KeyState> {
    shards: Box<[Mutex<State<K, T>>]>,
    hasher: S,
}

struct State<K, T: ?Sized> {
    entries: Table<K, Weak<T>>,
    /// How many entries make the next look.
    sweep_at: usize,
}

impl<K, T: ?Sized> State<K, T> {
    /// Takes out the entries whose values have gone.
    fn sweep(&mut self) -> Vec<Entry<K, Weak<T>>> {
        let dead = self.entries.extract(|weak| weak.strong_count() == 0);
        self.sweep_at = (self.entries.len() * 2).max(FEW);
        dead
    }
}

impl<K, T> WeakMap<K, T>
where
    K: Hash + Eq,
    T: ?Sized,
{
    /// An empty map.
    pub fn new() -> Self {
        Self::with_hasher(KeyState::new())
    }
}

impl<K, T, S> Default for WeakMap<K, T, S>
where
    K: Hash + Eq,
    T: ?Sized,
    S: BuildHasher + Default,
{
    fn default() -> Self {
        Self::with_hasher(S::default())
    }
}

impl<K, T, S> WeakMap<K, T, S>
where
    K: Hash + Eq,
    T: ?Sized,
    S: BuildHasher,
{
    /// An empty map whose keys are hashed by `hasher`, whose hashes should differ in all their bits.
    pub fn with_hasher(hasher: S) -> Self {
        let shard = |_| Mutex::new(State { entries: Table::default(), sweep_at: FEW });
        Self { shards: (0..shard::count()).map(shard).collect(), hasher }
    }

    /// Puts a value under the key, in the place of the one there.
    pub fn put(&self, key: K, value: &Arc<T>) {
        let hash = self.hasher.hash_one(&key);
        let (replaced, swept);
        let mut state = lock(self.shard(hash));
        replaced = state.entries.take(hash, &key);
        swept = (state.entries.len() >= state.sweep_at).then(|| state.sweep());
        state.entries.insert_new(hash, key, Arc::downgrade(value));
        drop(state);
        drop((replaced, swept));
    }

    /// The value under the key, if it has an owner.
    pub fn get<Q>(&self, key: &Q) -> Option<Arc<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hasher.hash_one(key);
        lock(self.shard(hash)).entries.get(hash, key).and_then(Weak::upgrade)
    }

    /// Takes the entry away; the value if it still has an owner.
    pub fn remove<Q>(&self, key: &Q) -> Option<Arc<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hasher.hash_one(key);
        let entry = lock(self.shard(hash)).entries.take(hash, key);
        entry.and_then(|entry| entry.value.upgrade())
    }

    /// Takes every entry away.
    pub fn clear(&self) {
        // In lists, which drop what is behind a key whose drop panics.
        let entries: Vec<_> =
            self.shards.iter().map(|shard| lock(shard).entries.extract(|_| true)).collect();
        drop(entries);
    }

    /// Takes the dead entries away; how many there were.
    pub fn purge(&self) -> usize {
        // In lists, as in `clear`.
        let dead: Vec<_> = self.shards.iter().map(|shard| lock(shard).sweep()).collect();
        dead.iter().map(Vec::len).sum()
    }

    /// How many values have owners; looks at each.
    pub fn len(&self) -> usize {
        let is_live = |weak: &&Weak<T>| weak.strong_count() > 0;
        self.shards.iter().map(|shard| lock(shard).entries.values().filter(is_live).count()).sum()
    }

    /// Whether no value has an owner.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn shard(&self, hash: u64) -> &Mutex<State<K, T>> {
        // The table reads the lowest and the highest bits. The number of shards is a power of two.
        #[allow(clippy::cast_possible_truncation, reason = "the mask leaves few bits")]
        let place = (hash >> 40) as usize & (self.shards.len() - 1);
        &self.shards[place]
    }
}

impl<K, T: ?Sized, S> fmt::Debug for WeakMap<K, T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakMap").finish_non_exhaustive()
    }
}
