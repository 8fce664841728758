//! A shard's entries: a slab of them, and an index from hashes to their places in it.
//!
//! The index is looked at eight cells at a time, by a byte that each has of its entry's hash: one
//! look nearly always tells, and a processor that can rely on that is ahead with the next lookup
//! while this one waits for memory.
//!
//! An entry that leaves is taken out of the slab, key, reference and all; its cell in the index, a
//! byte and a number, stays behind until the index is built anew. So the death of a value, which
//! knows its place, touches no memory at random.

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

/// How many cells are looked at at once.
const GROUP: usize = 8;

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
    /// A byte of its hash for each cell, 0 for those that are not used; the first few once more at
    /// the end, so that a group may begin at any cell.
    tags: Vec<u8>,
    /// The places of a power of two of cells, at most half of which are used. A cell stands where
    /// the lower bits of the hash say, or behind others after that.
    cells: Vec<u32>,
    /// How many cells are used.
    used: usize,
    places: Vec<Place<K, V>>,
    free: u32,
    live: usize,
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        let (tags, cells, places) = (Vec::new(), Vec::new(), Vec::new());
        Self { tags, cells, used: 0, places, free: NONE, live: 0 }
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
        let mut at = self.home(hash);
        loop {
            let group = Group::of(&self.tags, at)?;
            for near in group.with(tag(hash)) {
                let place = self.cells[self.wrapped(at + near)];
                if let Some(Place::Taken(entry)) = self.places.get(place as usize)
                    && entry.hash == hash
                    && is_meant(entry)
                {
                    return Some((place, entry));
                }
            }
            if group.unused().next().is_some() {
                return None;
            }
            at = self.wrapped(at + GROUP);
        }
    }

    /// The first cell for a hash.
    #[inline]
    fn home(&self, hash: u32) -> usize {
        self.wrapped(hash as usize)
    }

    /// The number of a cell that is counted on past the last one.
    #[inline]
    fn wrapped(&self, cell: usize) -> usize {
        cell & self.cells.len().wrapping_sub(1)
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
        let is_more = match self.places.get_mut(at as usize) {
            Some(place) => {
                match mem::replace(place, entry) {
                    Place::Taken(before) => return Some(before),
                    Place::Free(before) => self.free = before,
                }
                self.point_again(hash, at)
            }
            None => {
                self.places.push(entry);
                self.point(hash, at);
                true
            }
        };
        self.live += 1;
        self.used += usize::from(is_more);
        None
    }

    /// Points a cell to a place that has had an entry before; whether it was an unused one, and not
    /// the very one that is left of that entry.
    #[inline]
    fn point_again(&mut self, hash: u32, place: u32) -> bool {
        let mut at = self.home(hash);
        while let Some(group) = Group::of(&self.tags, at) {
            let mut left = group.with(tag(hash));
            if left.any(|near| self.cells[self.wrapped(at + near)] == place) {
                return false;
            }
            if group.unused().next().is_some() {
                break;
            }
            at = self.wrapped(at + GROUP);
        }
        self.point(hash, place);
        true
    }

    /// Points the first unused cell to the place.
    #[inline]
    fn point(&mut self, hash: u32, place: u32) {
        let mut at = self.home(hash);
        while let Some(group) = Group::of(&self.tags, at) {
            if let Some(near) = group.unused().next() {
                let cell = self.wrapped(at + near);
                self.cells[cell] = place;
                self.tags[cell] = tag(hash);
                if cell < GROUP - 1 {
                    let again = self.cells.len() + cell;
                    self.tags[again] = tag(hash);
                }
                return;
            }
            at = self.wrapped(at + GROUP);
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
        self.tags = Vec::new();
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
            self.tags = vec![0; wanted + GROUP - 1];
            self.cells = vec![0; wanted];
            self.places.reserve_exact((wanted / 2).saturating_sub(self.places.len()));
        } else {
            self.tags.fill(0);
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

/// The tags of a few cells, the first in the lowest byte.
#[derive(Clone, Copy, Default)]
struct Group(u64);

/// One in each byte, and its highest bit.
const ONES: u64 = u64::from_le_bytes([1; GROUP]);
const TOPS: u64 = ONES << 7;

impl Group {
    /// Those from a cell on, if there are cells.
    #[inline]
    fn of(tags: &[u8], at: usize) -> Option<Self> {
        let tags = tags.get(at..at + GROUP)?;
        tags.try_into().ok().map(|tags| Self(u64::from_le_bytes(tags)))
    }

    /// The cells with this tag. After one of them another may come that has not: the borrow of the
    /// subtraction.
    #[inline]
    fn with(self, tag: u8) -> Near {
        let differs = self.0 ^ (ONES * u64::from(tag));
        Near(differs.wrapping_sub(ONES) & !differs & TOPS)
    }

    /// The cells that are not used, of which only the first counts.
    #[inline]
    fn unused(self) -> Near {
        self.with(0)
    }
}

/// Cells of a group: the highest bits of their bytes.
struct Near(u64);

impl Iterator for Near {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let first = (self.0 != 0).then_some(self.0.trailing_zeros() as usize / 8);
        self.0 &= self.0.wrapping_sub(1);
        first
    }
}

/// What a cell keeps of a hash: a byte that does not choose the cell, and is not 0.
#[inline]
fn tag(hash: u32) -> u8 {
    hash.to_le_bytes()[3].max(1)
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
