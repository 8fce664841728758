//! `Index`: the plugins of a registry by name, by type and in order.

use core::any::TypeId;
use core::fmt;
use core::ops::Range;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;

use super::few::Few;
use super::registry::Fault;
use super::{Entry, order};

type Entries<T> = Arc<[&'static Entry<T>]>;

/// Entries, each name once.
pub(super) struct Index<T: ?Sized + 'static> {
    by_name: HashMap<&'static str, &'static Entry<T>, FixedState>,
    /// The same names, where they are few and nothing has changed since [`of`](Self::of).
    few: Option<Box<Few<T>>>,
    by_type: OnceLock<HashMap<TypeId, &'static Entry<T>, FixedState>>,
    ordered: OnceLock<Entries<T>>,
    /// Whether one came with `after` or `before`.
    has_bonds: bool,
}

impl<T: ?Sized + 'static> Index<T> {
    pub(super) const fn new() -> Self {
        let by_name = HashMap::with_hasher(FixedState::with_seed(0));
        Self {
            by_name,
            few: None,
            by_type: OnceLock::new(),
            ordered: OnceLock::new(),
            has_bonds: false,
        }
    }

    /// The index of these, or why they are none together.
    pub(super) fn of(entries: impl Iterator<Item = &'static Entry<T>>) -> Result<Self, Fault> {
        let mut index = Self::new();
        index.by_name.reserve(entries.size_hint().0);
        for entry in entries {
            if let Some(other) = index.insert(entry) {
                let mut places = [other.location, entry.location];
                places.sort_unstable();
                return Err(Fault::Duplicate { name: entry.name, places });
            }
        }
        let ordered = order::sorted(index.entries()).map_err(Fault::Cycle)?;
        index.few = Few::of(&ordered).map(Box::new);
        index.ordered = OnceLock::from(Entries::from(ordered));
        Ok(index)
    }

    fn entries(&self) -> Vec<&'static Entry<T>> {
        self.by_name.values().copied().collect()
    }

    /// The same entries, to be changed.
    pub(super) fn copy(&self) -> Self {
        let mut index = Self::new();
        for entry in self.entries() {
            index.insert(entry);
        }
        index
    }

    /// Adds an entry, in the place of the one that has its name.
    pub(super) fn insert(&mut self, entry: &'static Entry<T>) -> Option<&'static Entry<T>> {
        self.forget();
        self.has_bonds |= !(entry.plugin.after.is_empty() && entry.plugin.before.is_empty());
        // The key is the new entry's, since that of the old may be of a library that goes.
        let former = self.by_name.remove(entry.name);
        self.by_name.insert(entry.name, entry);
        former
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<&'static Entry<T>> {
        self.forget();
        self.by_name.remove(name)
    }

    fn forget(&mut self) {
        self.few = None;
        self.by_type = OnceLock::new();
        self.ordered = OnceLock::new();
    }

    #[inline]
    pub(super) fn entry(&self, name: &str) -> Option<&'static Entry<T>> {
        match &self.few {
            Some(few) => few.entry(name),
            None => self.by_name.get(name).copied(),
        }
    }

    #[inline]
    pub(super) fn by_type(&self, id: TypeId) -> Option<&'static Entry<T>> {
        let by_type = self.by_type.get_or_init(|| {
            let first_wins = self.ordered();
            first_wins.iter().rev().map(|entry| ((entry.plugin.type_id)(), *entry)).collect()
        });
        by_type.get(&id).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.by_name.len()
    }

    /// The names of a circle of `after` and `before`, if there is one.
    pub(super) fn circle(&self) -> Option<Vec<&'static str>> {
        if self.has_bonds { order::sorted(self.entries()).err() } else { None }
    }

    /// All, in order; what changes an index sees to it that there is one.
    pub(super) fn ordered(&self) -> Entries<T> {
        let ordered = self.ordered.get_or_init(|| {
            order::sorted(self.entries()).unwrap_or_else(|_| self.entries()).into()
        });
        Arc::clone(ordered)
    }
}

/// The plugins of a registry, in order; see [`Registry::iter`](super::Registry::iter).
pub struct Iter<T: ?Sized + 'static> {
    entries: Entries<T>,
    left: Range<usize>,
}

impl<T: ?Sized + 'static> Iter<T> {
    pub(super) fn new(entries: Entries<T>) -> Self {
        let left = 0..entries.len();
        Self { entries, left }
    }
}

impl<T: ?Sized + 'static> Clone for Iter<T> {
    fn clone(&self) -> Self {
        Self { entries: Arc::clone(&self.entries), left: self.left.clone() }
    }
}

impl<T: ?Sized + 'static> Iterator for Iter<T> {
    type Item = &'static Entry<T>;
    fn next(&mut self) -> Option<Self::Item> {
        self.left.next().map(|place| self.entries[place])
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl<T: ?Sized + 'static> DoubleEndedIterator for Iter<T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.left.next_back().map(|place| self.entries[place])
    }
}

impl<T: ?Sized + 'static> ExactSizeIterator for Iter<T> {}

impl<T: ?Sized + 'static> fmt::Debug for Iter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
