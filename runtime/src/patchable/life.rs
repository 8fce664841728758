//! What threads share of patches: how many there are of a site, whether one is in force, how often
//! it was called, and the shelf of those that hold everywhere.

use std::sync::PoisonError;

use super::sync::{Arc, AtomicBool, AtomicU64, AtomicUsize, Relaxed, RwLock};

/// How many patches there are of one site in the program.
pub(super) struct Live {
    /// All of them; a call reads no more than this where there is none.
    pub(super) all: AtomicUsize,
    /// Those that hold everywhere.
    pub(super) everywhere: AtomicUsize,
}

impl Live {
    #[inline]
    pub(super) fn is_any(&self) -> bool {
        self.all.load(Relaxed) != 0
    }

    pub(super) fn is_everywhere(&self) -> bool {
        self.everywhere.load(Relaxed) != 0
    }

    pub(super) fn add(&self, is_everywhere: bool) {
        if is_everywhere {
            self.everywhere.fetch_add(1, Relaxed);
        }
        self.all.fetch_add(1, Relaxed);
    }

    pub(super) fn remove(&self, is_everywhere: bool) {
        self.all.fetch_sub(1, Relaxed);
        if is_everywhere {
            self.everywhere.fetch_sub(1, Relaxed);
        }
    }
}

/// Whether a patch is in force, and how often it was called.
pub(super) struct Life {
    alive: AtomicBool,
    /// Whether another thread may look; until then counting needs no locked instruction.
    shared: AtomicBool,
    /// How many calls are left, where they are limited.
    left: Option<AtomicU64>,
    calls: AtomicU64,
}

impl Life {
    pub(super) fn new(times: Option<u64>, is_shared: bool) -> Self {
        Self {
            alive: AtomicBool::new(true),
            shared: AtomicBool::new(is_shared),
            left: times.map(AtomicU64::new),
            calls: AtomicU64::new(0),
        }
    }

    pub(super) fn is_alive(&self) -> bool {
        self.alive.load(Relaxed)
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Relaxed)
    }

    /// From here on other threads may see the patch. Only its own thread says so, before it
    /// hands the patch on, so that they all know.
    pub(super) fn share(&self) {
        self.shared.store(true, Relaxed);
    }

    /// Ends the patch; whether this call did.
    pub(super) fn end(&self) -> bool {
        self.alive.swap(false, Relaxed)
    }

    /// Counts a call, if one is left.
    pub(super) fn take(&self) -> bool {
        if let Some(left) = &self.left
            && left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err()
        {
            return false;
        }
        if self.shared.load(Relaxed) {
            self.calls.fetch_add(1, Relaxed);
        } else {
            self.calls.store(self.calls.load(Relaxed) + 1, Relaxed);
        }
        true
    }
}

/// The patches that hold everywhere.
pub(super) struct Shelf<T> {
    pub(super) all: RwLock<Vec<Arc<T>>>,
}

impl<T> Shelf<T> {
    pub(super) fn add(&self, one: Arc<T>) {
        self.all.write().unwrap_or_else(PoisonError::into_inner).push(one);
    }

    /// Takes one off. What comes back is dropped outside the lock: it is the user's.
    pub(super) fn remove(&self, is_it: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|one| is_it(one))?;
        Some(all.remove(at))
    }

    /// Looks, and runs nobody's code meanwhile.
    pub(super) fn look<R>(&self, f: impl FnOnce(&[Arc<T>]) -> R) -> R {
        f(&self.all.read().unwrap_or_else(PoisonError::into_inner))
    }
}
