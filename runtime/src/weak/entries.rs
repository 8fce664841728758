//! A shard's entries: a slab of them, and an index from hashes to their places in it.
//!
//! An entry that leaves is taken out of the slab, key, reference and all; its cell in the index, a
//! number, stays behind until the index is built anew. So the death of a value, which knows its
//! place, touches no memory at random.

use std::borrow::Borrow;
use std::mem;
use std::sync::Weak;

use super::held::Slot;

/// The fewest cells of an index.
const FEW: usize = 32;

/// Below this many entries the index grows by four at a time, and then by two.
const LITTLE: usize = 256;

/// Up to this many places a slab is not worth shrinking.
const SMALL: usize = 192;

/// A cell without a place, and a place that is none.
const NONE: u32 = u32::MAX;

/// A key, what is kept of its hash, and the value under it.
pub(super) struct Entry<K, V> {
    pub(super) key: K,
    pub(super) slot: Weak<Slot<V>>,
    hash: u32,
}

enum Place<K, V> {
    Taken(Entry<K, V>),
    /// The place that became free before this one.
    Free(u32),
}

/// Entries by key. Nothing of the user's is dropped by its methods: they hand it out.
pub(super) struct Entries<K, V> {
    /// A power of two of cells, at most half of which are not `NONE`. Of a cell the lower
    /// bits, as many as its number has, are a place, and the others are those of the hash. It stands
    /// where the lower bits of the hash say, or behind others after that.
    cells: Vec<u32>,
    /// How many cells are not `NONE`.
    used: usize,
    places: Vec<Place<K, V>>,
    free: u32,
    live: usize,
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self { cells: Vec::new(), used: 0, places: Vec::new(), free: NONE, live: 0 }
    }
}

impl<K, V> Entries<K, V> {
    pub(super) fn len(&self) -> usize {
        self.live
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = &Weak<Slot<V>>> {
        self.places.iter().filter_map(|place| match place {
            Place::Taken(entry) => Some(&entry.slot),
            Place::Free(_) => None,
        })
    }

    /// The place of the key's entry.
    #[inline]
    pub(super) fn find<Q>(&self, hash: u64, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.search(short(hash), |entry| entry.key.borrow() == key).map(|(place, _)| place)
    }

    /// The value under the key.
    #[inline]
    pub(super) fn get<Q>(&self, hash: u64, key: &Q) -> Option<&Weak<Slot<V>>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.search(short(hash), |entry| entry.key.borrow() == key).map(|(_, entry)| &entry.slot)
    }

    #[inline]
    fn search(
        &self,
        hash: u32,
        is_meant: impl Fn(&Entry<K, V>) -> bool,
    ) -> Option<(u32, &Entry<K, V>)> {
        let low = self.low();
        let mut at = hash & low;
        loop {
            let cell = *self.cells.get(at as usize)?;
            // What stands for no cell has no place.
            if (cell ^ hash) & !low == 0
                && let Some(Place::Taken(entry)) = self.places.get((cell & low) as usize)
                && entry.hash == hash
                && is_meant(entry)
            {
                return Some((cell & low, entry));
            }
            if cell == NONE {
                return None;
            }
            at = (at + 1) & low;
        }
    }

    /// The value at the place.
    pub(super) fn at(&self, place: u32) -> Option<&Weak<Slot<V>>> {
        match self.places.get(place as usize)? {
            Place::Taken(entry) => Some(&entry.slot),
            Place::Free(_) => None,
        }
    }

    /// Where the entry goes that `put` puts next: in the place that `find` has said under the same
    /// lock, or in a new one.
    #[inline]
    pub(super) fn place(&mut self, found: Option<u32>) -> u32 {
        if let Some(at) = found {
            return at;
        }
        if self.used >= self.cells.len() / 2 {
            self.rebuild(if self.live < LITTLE { 8 } else { 4 });
        }
        if self.free == NONE { lower(self.places.len() as u64) } else { self.free }
    }

    /// Puts an entry there; the one that is in the way.
    #[inline]
    pub(super) fn put(
        &mut self,
        at: u32,
        hash: u64,
        key: K,
        slot: Weak<Slot<V>>,
    ) -> Option<Entry<K, V>> {
        let hash = short(hash);
        let entry = Place::Taken(Entry { key, slot, hash });
        match self.places.get_mut(at as usize) {
            Some(place) => match mem::replace(place, entry) {
                Place::Taken(before) => return Some(before),
                Place::Free(before) => self.free = before,
            },
            None => self.places.push(entry),
        }
        self.live += 1;
        self.used += usize::from(self.point(hash, at));
        None
    }

    /// Points a cell to the place; whether it was an empty one, and not the very one that is left of
    /// an entry which was here.
    #[inline]
    fn point(&mut self, hash: u32, place: u32) -> bool {
        let low = self.low();
        let wanted = hash & !low | place;
        let mut at = hash & low;
        loop {
            let cell = &mut self.cells[at as usize];
            if *cell == NONE {
                *cell = wanted;
                return true;
            }
            if *cell == wanted {
                return false;
            }
            at = (at + 1) & low;
        }
    }

    /// The bits of a cell's number.
    #[inline]
    fn low(&self) -> u32 {
        lower((self.cells.len() as u64).wrapping_sub(1))
    }

    /// Takes the entry at the place.
    #[inline]
    pub(super) fn take(&mut self, at: u32) -> Option<Entry<K, V>> {
        let place = self.places.get_mut(at as usize)?;
        if let Place::Free(_) = place {
            return None;
        }
        let before = mem::replace(place, Place::Free(self.free));
        self.free = at;
        self.live -= 1;
        match before {
            Place::Taken(entry) => Some(entry),
            Place::Free(_) => None,
        }
    }

    /// Takes the entry of this very value, which was put at the place.
    #[inline]
    pub(super) fn take_slot(&mut self, at: u32, hash: u32, address: usize) -> Option<Entry<K, V>> {
        let is_meant = |entry: &Entry<K, V>| entry.slot.as_ptr().addr() == address;
        match self.places.get(at as usize) {
            Some(Place::Taken(entry)) if is_meant(entry) => self.take(at),
            // It has no entry, or that was moved.
            _ => {
                let (at, _) = self.search(hash, is_meant)?;
                self.take(at)
            }
        }
    }

    /// Gives memory back when the slab has become far too large.
    #[inline]
    pub(super) fn settle(&mut self) {
        if self.places.len() > SMALL && self.live < self.places.len() / 8 {
            self.shrink();
        }
    }

    #[cold]
    #[inline(never)]
    fn shrink(&mut self) {
        self.places.retain(|place| matches!(place, Place::Taken(_)));
        self.free = NONE;
        self.cells = Vec::new();
        self.rebuild(4);
        self.places.shrink_to(self.cells.len() / 2);
    }

    /// Builds the index of the entries that are there, with room for as many more.
    #[cold]
    #[inline(never)]
    fn rebuild(&mut self, times: usize) {
        let wanted = (self.live * times).next_power_of_two().max(FEW);
        assert!(wanted <= 1 << 31, "a shard has at most 2^29 entries");
        if wanted > self.cells.len() {
            self.cells = vec![NONE; wanted];
            self.places.reserve_exact((wanted / 2).saturating_sub(self.places.len()));
        } else {
            self.cells.fill(NONE);
        }
        let places = mem::take(&mut self.places);
        for (at, place) in places.iter().enumerate() {
            if let Place::Taken(entry) = place {
                self.point(entry.hash, lower(at as u64));
            }
        }
        self.places = places;
        self.used = self.live;
    }
}

/// What an entry keeps of a hash: both halves, since not every hasher fills the lower one well.
#[inline]
pub(super) fn short(hash: u64) -> u32 {
    lower(hash ^ hash >> 32)
}

#[allow(clippy::cast_possible_truncation, reason = "that is what is asked for")]
#[inline]
fn lower(word: u64) -> u32 {
    word as u32
}
