//! `WeakCache`: values that leave with their last owner, and take their entries with them.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::mem;
use std::sync::{Arc, Weak};

use super::entries::{Entries, Entry, Spot};
use super::finalize::{Pending, run};
use super::flight::Flight;
use super::hash::KeyState;
use super::held::{Held, Home};
use super::shard::{Shard, State};
use super::table::Table;

/// A cache that does not keep its values: an entry goes, at once, when the last [`Held`] of its
/// value is dropped. As `weakref.WeakValueDictionary`, and safe from many threads.
///
/// The keys are spread over shards, each behind a lock of its own. Under that lock of the user's code only
/// `K::eq` runs (a panic in it breaks nothing), and nothing of the user's is dropped: keys, values and
/// callbacks may use the cache themselves. A cache may go before its values do.
///
/// ```
/// use dunder::WeakCache;
///
/// let cache: WeakCache<String, Vec<u8>> = WeakCache::new();
/// let first = cache.put("first".into(), vec![1; 1_000]);
/// let second = cache.put("second".into(), vec![2; 1_000]);
/// drop(first);
/// assert!(cache.get("first").is_none());
/// assert_eq!(cache.get("second").as_deref(), Some(&vec![2; 1_000]));
/// assert_eq!((cache.stats().hits, cache.stats().misses, cache.stats().purged), (1, 1, 1));
/// # drop(second);
/// ```
pub struct WeakCache<K: 'static, V: 'static, S = KeyState> {
    shards: Box<[&'static Shard<Kept<K, V>>]>,
    hasher: S,
    /// Gives the shards back, which only types that go from thread to thread can.
    close: fn(&[&'static Shard<Kept<K, V>>]),
}

/// What a cache has done since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Lookups that found a live value.
    pub hits: u64,
    /// Lookups that did not.
    pub misses: u64,
    /// Values that were put or built.
    pub inserts: u64,
    /// Entries that left because their values' last owners did.
    pub purged: u64,
    /// Entries that are there now.
    pub live: usize,
}

/// What a cache keeps in a shard.
struct Kept<K, V> {
    live: Entries<K, V>,
    building: Table<K, Arc<Flight<V>>>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { live: Entries::default(), building: Table::default() }
    }
}

impl<K: Send + 'static, V: Send + Sync + 'static> State<Kept<K, V>> {
    /// A value that is put at `spot`, which has an entry there only with [`put`](Self::put).
    #[inline]
    fn value(&mut self, shard: &'static Shard<Kept<K, V>>, spot: &Spot, value: V) -> Held<V> {
        self.values += 1;
        Held::new(value, shard, spot)
    }

    /// Puts a value where `spot` has said under the same lock; the entry that was there.
    #[inline]
    fn put(
        &mut self,
        shard: &'static Shard<Kept<K, V>>,
        spot: &Spot,
        key: K,
        value: V,
    ) -> (Held<V>, Option<Entry<K, V>>) {
        let held = self.value(shard, spot, value);
        let replaced = self.kept.live.put(spot, key, held.weak());
        self.figures.inserts += 1;
        // Its drop has begun, and will find no entry any more.
        let is_dying = replaced.as_ref().is_some_and(|old| old.slot.strong_count() == 0);
        self.figures.purged += u64::from(is_dying);
        (held, replaced)
    }
}

impl<K: Send + 'static, V: Send + Sync + 'static> Home for Shard<Kept<K, V>> {
    fn gone(&'static self, place: u32, hash: u32, address: usize) {
        let mut state = self.lock();
        let entry = state.kept.live.take_slot(place, hash, address);
        state.kept.live.settle();
        state.figures.purged += u64::from(entry.is_some());
        let callbacks = state.finalizers.take(address);
        state.values -= 1;
        let is_spare = state.is_spare();
        drop(state);
        if is_spare {
            self.spare();
        }
        if let Some(callbacks) = callbacks {
            run(callbacks);
        }
        // The key goes here, where no lock is held.
        drop(entry);
    }

    fn finalize(&self, address: usize, pending: Arc<Pending>) {
        self.lock().finalizers.add(address, pending);
    }
}

impl<K, V> WeakCache<K, V>
where
    K: Hash + Eq + Send + 'static,
    V: Send + Sync + 'static,
{
    /// An empty cache.
    pub fn new() -> Self {
        Self::with_hasher(KeyState::new())
    }
}

impl<K, V, S> Default for WeakCache<K, V, S>
where
    K: Hash + Eq + Send + 'static,
    V: Send + Sync + 'static,
    S: BuildHasher + Default,
{
    fn default() -> Self {
        Self::with_hasher(S::default())
    }
}

impl<K, V, S> WeakCache<K, V, S>
where
    K: Hash + Eq + Send + 'static,
    V: Send + Sync + 'static,
    S: BuildHasher,
{
    /// An empty cache whose keys are hashed by `hasher`, whose hashes should differ in all their bits.
    pub fn with_hasher(hasher: S) -> Self {
        Self { shards: Shard::of_a_cache(), hasher, close: Shard::close }
    }

    /// The value under the key, if it has an owner.
    pub fn get<Q>(&self, key: &Q) -> Option<Held<V>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hasher.hash_one(key);
        let mut state = self.shard(hash).lock();
        let slot = state.kept.live.get(hash, key).and_then(Weak::upgrade);
        match slot {
            Some(_) => state.figures.hits += 1,
            None => state.figures.misses += 1,
        }
        drop(state);
        slot.map(Held::of)
    }

    /// Puts a value under the key, in the place of the one there: that one stays with its owners.
    pub fn put(&self, key: K, value: V) -> Held<V> {
        let hash = self.hasher.hash_one(&key);
        let shard = self.shard(hash);
        let mut state = shard.lock();
        let spot = state.kept.live.spot(hash, &key);
        let (held, replaced) = state.put(shard, &spot, key, value);
        drop(state);
        drop(replaced);
        held
    }

    /// The value under the key, or the one that `f` makes: once, however many threads ask; the others wait.
    ///
    /// `f` runs without a lock. If it panics, the next who waits runs its own. If meanwhile another
    /// value was `put` under the key, that one is returned; if the key was removed, the new value is
    /// returned to those who waited and not kept.
    ///
    /// # Panics
    /// If `f` asks for the same key. (Two functions on two threads that ask for each other's keys
    /// wait for ever.)
    ///
    /// ```
    /// let cache = dunder::WeakCache::new();
    /// let page = cache.get_or_insert_with("/index", || String::from("<html>"));
    /// let same = cache.get_or_insert_with("/index", || unreachable!());
    /// assert!(page.ptr_eq(&same));
    /// ```
    pub fn get_or_insert_with(&self, key: K, f: impl FnOnce() -> V) -> Held<V> {
        match self.try_get_or_insert_with(key, || Ok::<_, Infallible>(f())) {
            Ok(held) => held,
            Err(never) => match never {},
        }
    }

    /// As [`get_or_insert_with`](Self::get_or_insert_with) with a function that may fail: then
    /// nothing is kept, and the next who waits runs its own.
    ///
    /// # Errors
    /// Those of `f`.
    ///
    /// # Panics
    /// If `f` asks for the same key.
    pub fn try_get_or_insert_with<E>(
        &self,
        key: K,
        f: impl FnOnce() -> Result<V, E>,
    ) -> Result<Held<V>, E> {
        let hash = self.hasher.hash_one(&key);
        let shard = self.shard(hash);
        let flight = loop {
            let mut state = shard.lock();
            if let Some(slot) = state.kept.live.get(hash, &key).and_then(Weak::upgrade) {
                state.figures.hits += 1;
                drop(state);
                return Ok(Held::of(slot));
            }
            let Some(flight) = state.kept.building.get(hash, &key).cloned() else {
                let flight = Arc::new(Flight::new());
                state.figures.misses += 1;
                state.kept.building.insert_new(hash, key, Arc::clone(&flight));
                break flight;
            };
            drop(state);
            if let Some(held) = flight.wait() {
                shard.lock().figures.hits += 1;
                return Ok(held);
            }
        };
        let mut building = Building { shard, hash, flight, held: None };
        let value = f()?;
        let held = Kept::settle(shard, hash, &building.flight, value);
        building.held = Some(Held::clone(&held));
        Ok(held)
    }

    /// Takes the entry away; its value stays with its owners.
    pub fn remove<Q>(&self, key: &Q) -> Option<Held<V>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hasher.hash_one(key);
        // Declared before the lock is taken, so that they go after it even if `K::eq` panics.
        let (building, entry, slot);
        let mut state = self.shard(hash).lock();
        building = state.kept.building.take(hash, key);
        entry = state.kept.live.find(hash, key).and_then(|place| state.kept.live.take(place));
        slot = entry.as_ref().and_then(|entry| entry.slot.upgrade());
        state.figures.purged += u64::from(entry.is_some() && slot.is_none());
        state.kept.live.settle();
        drop(state);
        drop((building, entry));
        slot.map(Held::of)
    }

    /// Takes every entry away; the values stay with their owners.
    pub fn clear(&self) {
        // In a list, which drops what is behind a key whose drop panics.
        let kept: Vec<_> =
            self.shards.iter().map(|shard| mem::take(&mut shard.lock().kept)).collect();
        drop(kept);
    }

    /// The values that have owners, in no order; entries that come and go meanwhile may be missed.
    pub fn values(&self) -> Vec<Held<V>> {
        let mut slots = Vec::new();
        for shard in &self.shards {
            slots.extend(shard.lock().kept.live.slots().filter_map(Weak::upgrade));
        }
        slots.into_iter().map(Held::of).collect()
    }

    /// How many entries there are; one whose value is being dropped at this moment may count.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().kept.live.len()).sum()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the cache has done so far, a shard after the other.
    pub fn stats(&self) -> Stats {
        let mut sum = Stats::default();
        for shard in &self.shards {
            let state = shard.lock();
            sum.hits += state.figures.hits;
            sum.misses += state.figures.misses;
            sum.inserts += state.figures.inserts;
            sum.purged += state.figures.purged;
            sum.live += state.kept.live.len();
        }
        sum
    }

    #[inline]
    fn shard(&self, hash: u64) -> &'static Shard<Kept<K, V>> {
        // The table reads the lowest and the highest bits. The number of shards is a power of two.
        #[allow(clippy::cast_possible_truncation, reason = "the mask leaves few bits")]
        let place = (hash >> 40) as usize & (self.shards.len() - 1);
        self.shards[place]
    }
}

impl<K, V> Kept<K, V>
where
    K: Eq + Send + 'static,
    V: Send + Sync + 'static,
{
    /// Keeps a value that was built, unless another came first or the key was removed meanwhile.
    fn settle(
        shard: &'static Shard<Self>,
        hash: u64,
        flight: &Arc<Flight<V>>,
        value: V,
    ) -> Held<V> {
        // Declared before the lock is taken, so that they go after it even if `K::eq` panics.
        let (ours, other);
        let mut state = shard.lock();
        ours = state.kept.building.take_value(hash, |other| Arc::ptr_eq(other, flight));
        let Some(ours) = ours else {
            return state.value(shard, &Spot::none(hash), value);
        };
        let spot = state.kept.live.spot(hash, &ours.key);
        other = state.kept.live.at(&spot).and_then(Weak::upgrade);
        if let Some(other) = other {
            drop(state);
            return Held::of(other);
        }
        let (held, replaced) = state.put(shard, &spot, ours.key, value);
        drop(state);
        drop(replaced);
        held
    }
}

/// Wakes those who wait, also when the building failed or panicked.
struct Building<K: Send + 'static, V: Send + Sync + 'static> {
    shard: &'static Shard<Kept<K, V>>,
    hash: u64,
    flight: Arc<Flight<V>>,
    held: Option<Held<V>>,
}

impl<K: Send + 'static, V: Send + Sync + 'static> Drop for Building<K, V> {
    fn drop(&mut self) {
        let held = self.held.take();
        if held.is_none() {
            let is_ours = |other: &Arc<Flight<V>>| Arc::ptr_eq(other, &self.flight);
            let entry = self.shard.lock().kept.building.take_value(self.hash, is_ours);
            self.flight.land(None);
            drop(entry);
        } else {
            self.flight.land(held);
        }
    }
}

/// The values have their own way to the shards.
impl<K, V, S> Drop for WeakCache<K, V, S> {
    fn drop(&mut self) {
        (self.close)(&self.shards);
    }
}

impl<K, V, S> fmt::Debug for WeakCache<K, V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakCache").finish_non_exhaustive()
    }
}
