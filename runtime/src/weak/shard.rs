//! Shards: the locks of caches, with what stands behind them.
//!
//! A value finds its shard when it goes, which may be after its cache has. Shards are therefore never freed,
//! and no value pays for counting who may still come: a shard whose cache and values have gone is
//! empty, and waits for the next cache of the same types.

use std::any::{Any, TypeId};
use std::iter::repeat_with;
use std::mem;
use std::ops::DerefMut;
use std::sync::OnceLock;

use super::finalize::Finalizers;
use super::sync::{Latch, SPARES};
use super::user::lock;

/// A part of a cache, which keeps a `T` in it.
#[derive(Default)]
pub(super) struct Shard<T> {
    state: Latch<State<T>>,
}

#[derive(Default)]
pub(super) struct State<T> {
    pub(super) kept: T,
    pub(super) finalizers: Finalizers,
    pub(super) figures: Figures,
    /// Values that have not gone, with an entry or without.
    pub(super) values: usize,
    is_closed: bool,
}

/// What a shard has seen since its cache was made.
#[derive(Clone, Copy, Default)]
pub(super) struct Figures {
    pub(super) hits: u64,
    pub(super) misses: u64,
    pub(super) inserts: u64,
    pub(super) purged: u64,
}

/// Shards of one type that no cache uses.
type Spares<T> = Vec<&'static Shard<T>>;

impl<T: Default + Send + 'static> Shard<T> {
    /// Those of a new cache.
    pub(super) fn of_a_cache() -> Box<[&'static Self]> {
        let count = count();
        let spares = with_spares::<T, _>(|spares| {
            let from = spares.len().saturating_sub(count);
            spares.split_off(from)
        });
        for shard in &spares {
            let mut state = shard.lock();
            state.figures = Figures::default();
            state.is_closed = false;
        }
        let new = repeat_with(|| &*Box::leak(Box::default()));
        spares.into_iter().chain(new).take(count).collect()
    }

    /// Empties them, whose cache goes.
    pub(super) fn close(shards: &[&'static Self]) {
        // In a list, which drops what is behind a key whose drop panics.
        let kept: Vec<_> = shards.iter().map(|shard| shard.leave()).collect();
        drop(kept);
    }

    fn leave(&'static self) -> T {
        let mut state = self.lock();
        let kept = mem::take(&mut state.kept);
        state.is_closed = true;
        let is_spare = state.is_spare();
        drop(state);
        if is_spare {
            self.spare();
        }
        kept
    }

    /// Keeps it for another cache.
    #[cold]
    pub(super) fn spare(&'static self) {
        with_spares(|spares| spares.push(self));
    }
}

impl<T> Shard<T> {
    #[inline]
    pub(super) fn lock(&self) -> impl DerefMut<Target = State<T>> + '_ {
        self.state.lock()
    }
}

impl<T> State<T> {
    /// Whether neither its cache nor a value will come again.
    #[inline]
    pub(super) fn is_spare(&self) -> bool {
        self.is_closed && self.values == 0
    }
}

fn with_spares<T: Send + 'static, R>(f: impl FnOnce(&mut Spares<T>) -> R) -> R {
    let mut spares = lock(&SPARES);
    let new = || Box::new(Spares::<T>::new()) as Box<dyn Any + Send>;
    let of_type = spares.entry(TypeId::of::<T>()).or_insert_with(new).downcast_mut();
    f(of_type.expect("a type's spares are of that type"))
}

/// Four shards a core, so that two threads seldom want the same.
pub(super) fn count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(4, usize::from);
        (cores * 4).next_power_of_two().clamp(8, 256)
    })
}
