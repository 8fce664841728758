//! `WeakSet`: objects that it does not keep, by their identity.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Weak};

use super::sync::Mutex;
use super::user::lock;

/// Below this many members nobody looks for dead ones.
const FEW: usize = 16;

/// A set of objects that others own, by identity, in the order in which they were added. As
/// `weakref.WeakSet`.
///
/// ```
/// use std::sync::Arc;
///
/// let set: dunder::WeakSet<str> = dunder::WeakSet::new();
/// let (a, b): (Arc<str>, Arc<str>) = ("a".into(), "b".into());
/// set.add(Arc::clone(&a));
/// set.add(Arc::clone(&b));
/// drop(a);
/// let mut seen = Vec::new();
/// set.for_each_live(|member| seen.push(member.to_owned()));
/// assert_eq!(seen, ["b"]);
/// ```
pub struct WeakSet<T: ?Sized> {
    members: Mutex<Members<T>>,
}

struct Members<T: ?Sized> {
    in_order: BTreeMap<u64, Weak<T>>,
    /// A member's weak reference keeps its address taken, so that no other object has it.
    places: HashMap<usize, u64>,
    next: u64,
    sweep_at: usize,
}

impl<T: ?Sized> WeakSet<T> {
    /// An empty set.
    pub fn new() -> Self {
        let members =
            Members { in_order: BTreeMap::new(), places: HashMap::new(), next: 0, sweep_at: FEW };
        Self { members: Mutex::new(members) }
    }

    /// Adds an object; whether it was not there yet.
    #[allow(clippy::missing_panics_doc, reason = "there are no 2^64 additions")]
    pub fn add(&self, object: Arc<T>) -> bool {
        let address = address(&object);
        let mut members = lock(&self.members);
        if members.in_order.len() >= members.sweep_at {
            members.sweep();
        }
        let place = members.next;
        if *members.places.entry(address).or_insert(place) != place {
            return false;
        }
        members.in_order.insert(place, Arc::downgrade(&object));
        members.next += 1;
        true
    }

    /// Takes an object out; whether it was there.
    pub fn discard(&self, object: &Arc<T>) -> bool {
        let mut members = lock(&self.members);
        let Some(place) = members.places.remove(&address(object)) else { return false };
        members.in_order.remove(&place);
        true
    }

    /// Whether the object is there.
    pub fn contains(&self, object: &Arc<T>) -> bool {
        lock(&self.members).places.contains_key(&address(object))
    }

    /// The members that have owners at this moment.
    pub fn snapshot(&self) -> Vec<Arc<T>> {
        let mut live = Vec::new();
        let mut members = lock(&self.members);
        live.extend(members.in_order.values().filter_map(Weak::upgrade));
        if live.len() < members.in_order.len() {
            members.sweep();
        }
        drop(members);
        live
    }

    /// Calls `f` with each member that has an owner, without a lock: `f` may add and discard.
    pub fn for_each_live(&self, mut f: impl FnMut(&T)) {
        for object in self.snapshot() {
            f(&object);
        }
    }

    /// How many members have owners; looks at each.
    pub fn len(&self) -> usize {
        let members = lock(&self.members);
        members.in_order.values().filter(|member| member.strong_count() > 0).count()
    }

    /// Whether no member has an owner.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes every member out.
    pub fn clear(&self) {
        let mut members = lock(&self.members);
        members.in_order.clear();
        members.places.clear();
    }
}

impl<T: ?Sized> Members<T> {
    fn sweep(&mut self) {
        let Self { in_order, places, .. } = self;
        in_order.retain(|_, member| {
            let is_live = member.strong_count() > 0;
            if !is_live {
                places.remove(&member.as_ptr().cast::<()>().addr());
            }
            is_live
        });
        places.shrink_to(in_order.len() * 2);
        self.sweep_at = (self.in_order.len() * 2).max(FEW);
    }
}

/// Where an object lies, whatever it is seen as.
pub(super) fn address<T: ?Sized>(object: &Arc<T>) -> usize {
    Arc::as_ptr(object).cast::<()>().addr()
}

impl<T: ?Sized> Default for WeakSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ?Sized> fmt::Debug for WeakSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakSet").finish_non_exhaustive()
    }
}
