//! `Entry`: a patch in force.

use core::any::{Any, TypeId};
use core::marker::PhantomData;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, RwLock};

use super::life::{Life, Shelf};
use super::site::Site;
use super::state::{self, Frame, Mark};

/// A replacement, told from those of other type parameters by `K`.
pub(super) struct Keyed<K, F> {
    pub(super) f: F,
    key: PhantomData<fn() -> K>,
}

impl<K, F> Keyed<K, F> {
    pub(super) fn new(f: F) -> Self {
        Self { f, key: PhantomData }
    }
}

/// The one instance that a patch is of.
#[derive(Clone)]
pub(super) struct Instance {
    pub(super) address: usize,
    /// Ends before the address is another's, where no borrow holds the instance still.
    pub(super) alive: Option<Arc<AtomicBool>>,
}

/// A patch in force.
pub(super) struct Entry {
    pub(super) site: &'static Site,
    /// Later patches lie above earlier ones, and a thread's above those of all threads.
    pub(super) rank: u64,
    instance: Option<Instance>,
    /// The type of `replacement`, read without a call.
    key: TypeId,
    pub(super) replacement: Arc<dyn Any + Send + Sync>,
    pub(super) when: Option<Arc<dyn Any + Send + Sync>>,
    pub(super) times: Option<u64>,
    pub(super) life: Life,
}

/// Ranks from here on are a thread's.
const LOCAL: u64 = 1 << 63;

static NEXT: AtomicU64 = AtomicU64::new(1);
static EVERYWHERE: Shelf<Entry> = Shelf { all: RwLock::new(Vec::new()) };

/// A rank above every patch there is, below every one to come.
pub(super) fn next_rank() -> u64 {
    NEXT.fetch_add(1, Relaxed) | LOCAL
}

impl Entry {
    pub(super) fn install(
        patch: super::Patch,
        instance: Option<Instance>,
        is_everywhere: bool,
    ) -> Arc<Self> {
        let super::Patch { site, replacement, when, times } = patch;
        let rank = if is_everywhere { NEXT.fetch_add(1, Relaxed) } else { next_rank() };
        let entry = Arc::new(Self {
            site,
            rank,
            instance,
            key: (*replacement).type_id(),
            replacement,
            when,
            times,
            life: Life::new(times, is_everywhere),
        });
        if is_everywhere {
            EVERYWHERE.add(Arc::clone(&entry));
        } else {
            state::add(Arc::clone(&entry));
        }
        site.live.add(is_everywhere);
        entry
    }

    /// The mark of a call that this patch runs.
    #[inline]
    pub(super) fn frame(&self) -> Frame {
        Frame {
            site: self.site,
            mark: Mark::Below(self.rank),
            key: Some(self.key),
            instance: self.instance.as_ref().map(|one| one.address),
        }
    }

    /// Ends the patch in every scope, thread and task.
    pub(super) fn end(&self) {
        if !self.life.end() {
            return;
        }
        let is_everywhere = self.rank < LOCAL;
        self.site.live.remove(is_everywhere);
        if is_everywhere {
            drop(EVERYWHERE.remove(|entry| entry.rank == self.rank));
        } else {
            state::forget_ended();
        }
    }
}

/// What a call looks for.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) site: &'static Site,
    pub(super) instance: usize,
    /// The type of the replacement.
    pub(super) key: TypeId,
}

impl Wanted {
    /// The highest of these patches that lies below `limit`.
    #[inline]
    pub(super) fn highest<'e, E: AsRef<Entry>>(
        &self,
        entries: &'e [E],
        limit: u64,
    ) -> Option<&'e E> {
        entries.iter().rev().find(|entry| self.is(entry.as_ref(), limit))
    }

    #[inline]
    fn is(&self, entry: &Entry, limit: u64) -> bool {
        core::ptr::eq(entry.site, self.site)
            && entry.rank < limit
            && entry.key == self.key
            && entry.life.is_alive()
            && entry.instance.as_ref().is_none_or(|one| {
                one.address == self.instance
                    && one.alive.as_ref().is_none_or(|alive| alive.load(Relaxed))
            })
    }

    /// The highest of the patches of all threads.
    pub(super) fn everywhere(&self, limit: u64) -> Option<Arc<Entry>> {
        if !self.site.live.is_everywhere() {
            return None;
        }
        EVERYWHERE.look(|entries| self.highest(entries, limit).cloned())
    }
}
