//! A shard's entries: a slab of them, and an index from hashes to their places in it.
//!
//! A cell of the index is four bytes: the place, in as many of the lower bits as there are cells, and
//! above it the bits of the hash that do not say where the cell is. So a lookup reads one line of
//! memory before the entry's own, and a put writes one.
//!
//! An entry that leaves is taken out of the slab, key, reference and all; its cell stays behind until
//! the key comes again or the index is built anew. So the death of a value, which knows its place,
//! touches no memory at random.

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

/// A place that is none.
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
    /// A power of two of cells, at most half of which are used; the others are 0. A cell stands where
    /// the lower bits of the hash say, or behind others after that.
    cells: Vec<u32>,
    /// How many cells are used.
    used: usize,
    places: Vec<Place<K, V>>,
    free: u32,
    live: usize,
}

/// Where an entry goes, as long as its shard stays locked.
pub(super) struct Spot {
    pub(super) place: u32,
    pub(super) hash: u32,
    /// The cell that is to point there; none if one does.
    cell: Option<usize>,
}

impl Spot {
    /// That of a value that gets no entry.
    pub(super) fn none(hash: u64) -> Self {
        Self { place: NONE, hash: short(hash), cell: None }
    }
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
        self.search(short(hash), |entry| entry.key.borrow() == key).ok().map(|(place, _)| place)
    }

    /// The value under the key.
    #[inline]
    pub(super) fn get<Q>(&self, hash: u64, key: &Q) -> Option<&Weak<Slot<V>>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.search(short(hash), |entry| entry.key.borrow() == key).ok().map(|(_, e)| &e.slot)
    }

    /// The entry that is meant, or the cell that would point to it if it were there: one that
    /// an entry with such a hash has left behind, or else the first that is not used.
    #[inline]
    fn search(
        &self,
        hash: u32,
        is_meant: impl Fn(&Entry<K, V>) -> bool,
    ) -> Result<(u32, &Entry<K, V>), usize> {
        let mut at = self.home(hash);
        let mut left = None;
        // Without cells there is not even an unused one.
        while let Some(cell) = self.cells.get(at) {
            if *cell == 0 {
                break;
            }
            if let Some(place) = self.place_of(*cell, hash) {
                match self.places.get(place as usize) {
                    Some(Place::Taken(entry)) if is_meant(entry) => return Ok((place, entry)),
                    Some(Place::Free(_)) => left = left.or(Some(at)),
                    _ => {}
                }
            }
            at = self.next(at);
        }
        Err(left.unwrap_or(at))
    }

    /// The first cell for a hash.
    #[inline]
    fn home(&self, hash: u32) -> usize {
        hash as usize & self.cells.len().wrapping_sub(1)
    }

    /// The cell after one.
    #[inline]
    fn next(&self, cell: usize) -> usize {
        (cell + 1) & self.cells.len().wrapping_sub(1)
    }

    /// What a cell says that points to the place of an entry with such a hash. It is never 0: a
    /// place is less than half of the number of cells.
    #[inline]
    fn cell(&self, hash: u32, place: u32) -> u32 {
        hash & !self.lower_bits() | (place + 1)
    }

    /// The place that a used cell points to, if it may be that of an entry with such a hash.
    #[inline]
    fn place_of(&self, cell: u32, hash: u32) -> Option<u32> {
        let place = (cell ^ hash & !self.lower_bits()).wrapping_sub(1);
        (place < self.lower_bits()).then_some(place)
    }

    /// The bits of a hash that say where its cell is, and of a cell that say the place.
    #[inline]
    fn lower_bits(&self) -> u32 {
        lower(self.cells.len() as u64).wrapping_sub(1)
    }

    /// The value that is there.
    pub(super) fn at(&self, spot: &Spot) -> Option<&Weak<Slot<V>>> {
        match self.places.get(spot.place as usize)? {
            Place::Taken(entry) => Some(&entry.slot),
            Place::Free(_) => None,
        }
    }

    /// Where the key's entry is, or goes.
    #[inline]
    pub(super) fn spot(&mut self, hash: u64, key: &K) -> Spot
    where
        K: Eq,
    {
        if self.used >= self.cells.len() / 2 {
            self.rebuild(if self.live < LITTLE { 8 } else { 4 });
        }
        let hash = short(hash);
        match self.search(hash, |entry| entry.key == *key) {
            Ok((place, _)) => Spot { place, hash, cell: None },
            Err(cell) => {
                let place =
                    if self.free == NONE { lower(self.places.len() as u64) } else { self.free };
                Spot { place, hash, cell: Some(cell) }
            }
        }
    }

    /// Puts an entry there; the one that is in the way.
    #[inline]
    pub(super) fn put(&mut self, to: &Spot, key: K, slot: Weak<Slot<V>>) -> Option<Entry<K, V>> {
        let Spot { place, hash, cell } = *to;
        if let Some(at) = cell {
            let cell = self.cell(hash, place);
            self.used += usize::from(mem::replace(&mut self.cells[at], cell) == 0);
            self.live += 1;
        }
        let entry = Place::Taken(Entry { key, slot, hash });
        let Some(at) = self.places.get_mut(place as usize) else {
            self.places.push(entry);
            return None;
        };
        match mem::replace(at, entry) {
            Place::Taken(before) => Some(before),
            Place::Free(before) => {
                self.free = before;
                None
            }
        }
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
                let (at, _) = self.search(hash, is_meant).ok()?;
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
            self.cells = vec![0; wanted];
            self.places.reserve_exact((wanted / 2).saturating_sub(self.places.len()));
        } else {
            self.cells.fill(0);
        }
        for (place, taken) in self.places.iter().enumerate() {
            if let Place::Taken(Entry { hash, .. }) = taken {
                let mut at = self.home(*hash);
                while self.cells[at] != 0 {
                    at = self.next(at);
                }
                self.cells[at] = self.cell(*hash, lower(place as u64));
            }
        }
        self.used = self.live;
    }
}

/// What an entry keeps of a hash: both halves, since not every hasher fills the lower one well.
#[inline]
fn short(hash: u64) -> u32 {
    lower(hash ^ hash >> 32)
}

#[allow(clippy::cast_possible_truncation, reason = "that is what is asked for")]
#[inline]
fn lower(word: u64) -> u32 {
    word as u32
}
