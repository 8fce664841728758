//! A place that can be patched, and what the calls there find.

use core::any::Any;
use core::fmt;
use core::marker::PhantomData;
use core::pin::pin;
use core::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use core::task::Poll;
use std::sync::{Arc, PoisonError, RwLock};

use super::state::{self, Frame, Mark};

/// One method or class attribute, whatever its type parameters are.
pub struct Site {
    /// How many patches there are of it in the program; a call reads no more than this where
    /// there is none.
    live: AtomicUsize,
    name: &'static str,
}

impl Site {
    /// `Calculator::add`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { live: AtomicUsize::new(0), name }
    }

    /// Whether a look-up may find a patch.
    #[inline]
    pub fn is_live(&self) -> bool {
        self.live.load(Relaxed) != 0
    }

    /// `Type::name`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Runs a call of this site past every patch.
    pub fn original<R>(&'static self, call: impl FnOnce() -> R) -> R {
        let _frame = self.is_live().then(|| state::push(Frame { site: self, mark: Mark::Skip }));
        call()
    }

    /// Awaits a call of this site past every patch.
    pub async fn original_async<F: Future>(&'static self, call: F) -> F::Output {
        let mut call = pin!(call);
        let mut mark = Mark::Skip;
        core::future::poll_fn(move |cx| {
            if !self.is_live() {
                mark = Mark::Top;
                return call.as_mut().poll(cx);
            }
            let frame = state::push(Frame { site: self, mark });
            let poll = call.as_mut().poll(cx);
            mark = frame.mark().unwrap_or(mark);
            poll
        })
        .await
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

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
    pub(super) instance: Option<Instance>,
    pub(super) replacement: Arc<dyn Any + Send + Sync>,
    pub(super) when: Option<Arc<dyn Any + Send + Sync>>,
    pub(super) times: Option<u64>,
    left: AtomicU64,
    alive: AtomicBool,
    calls: AtomicU64,
}

/// Ranks from here on are a thread's.
const LOCAL: u64 = 1 << 63;

static NEXT: AtomicU64 = AtomicU64::new(1);
static GLOBAL: RwLock<Vec<Arc<Entry>>> = RwLock::new(Vec::new());
static GLOBALS: AtomicUsize = AtomicUsize::new(0);

/// A rank above every patch there is, below every one to come.
pub(super) fn next_rank() -> u64 {
    NEXT.fetch_add(1, Relaxed) | LOCAL
}

impl Entry {
    pub(super) fn install(
        patch: super::Patch,
        instance: Option<Instance>,
        global: bool,
    ) -> Arc<Self> {
        let super::Patch { site, replacement, when, times } = patch;
        let rank = if global { NEXT.fetch_add(1, Relaxed) } else { next_rank() };
        let entry = Arc::new(Self {
            site,
            rank,
            instance,
            replacement,
            when,
            times,
            left: AtomicU64::new(times.unwrap_or(0)),
            alive: AtomicBool::new(true),
            calls: AtomicU64::new(0),
        });
        if global {
            GLOBAL.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&entry));
            GLOBALS.fetch_add(1, Relaxed);
        } else {
            state::add(Arc::clone(&entry));
        }
        site.live.fetch_add(1, Relaxed);
        entry
    }

    pub(super) fn is_alive(&self) -> bool {
        self.alive.load(Relaxed)
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Relaxed)
    }

    /// Ends the patch in every scope, thread and task.
    pub(super) fn end(&self) {
        if !self.alive.swap(false, Relaxed) {
            return;
        }
        self.site.live.fetch_sub(1, Relaxed);
        // What is taken out is dropped outside the lock: it is the user's.
        if self.rank < LOCAL {
            let mut all = GLOBAL.write().unwrap_or_else(PoisonError::into_inner);
            let ended: Vec<_> = all.extract_if(.., |entry| entry.rank == self.rank).collect();
            drop(all);
            GLOBALS.fetch_sub(1, Relaxed);
            drop(ended);
        } else {
            state::forget_ended();
        }
    }

    fn is_of(&self, site: &'static Site, limit: u64, instance: usize) -> bool {
        core::ptr::eq(self.site, site)
            && self.rank < limit
            && self.is_alive()
            && self.instance.as_ref().is_none_or(|one| {
                one.address == instance
                    && one.alive.as_ref().is_none_or(|alive| alive.load(Relaxed))
            })
    }

    /// Takes one of the `times` that are left.
    fn take(&self) -> bool {
        self.times.is_none()
            || self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

/// What a call at a live site finds.
pub enum Found<K, F> {
    /// A patch to run.
    Patch(Hit<K, F>),
    /// No patch is left below the one that is running: the original, whose own calls see all.
    Original,
    /// The body that follows.
    Body,
}

/// A patch that a call has found.
pub struct Hit<K, F> {
    entry: Arc<Entry>,
    of: PhantomData<fn() -> (K, F)>,
}

impl<K: 'static, F: 'static> Hit<K, F> {
    fn get(&self) -> &F {
        let keyed = self.entry.replacement.downcast_ref::<Keyed<K, F>>();
        &keyed.expect("the patch was found by its type").f
    }

    fn frame(&self) -> Frame {
        Frame { site: self.entry.site, mark: Mark::Below(self.entry.rank) }
    }

    /// Runs the replacement; calls of the same site inside it see the patches below.
    #[inline]
    pub fn run<R>(&self, call: impl FnOnce(&F) -> R) -> R {
        let _frame = state::push(self.frame());
        call(self.get())
    }

    /// Runs the replacement and awaits its future, with the patches below on every poll.
    pub async fn run_async<P: Future + Unpin>(self, call: impl FnOnce(&F) -> P) -> P::Output {
        let mut future = self.run(call);
        core::future::poll_fn(|cx| -> Poll<P::Output> {
            let _frame = state::push(self.frame());
            core::pin::Pin::new(&mut future).poll(cx)
        })
        .await
    }
}

/// Finds the patch for a call: a boxed function `F`, and its condition `W`.
#[cold]
#[inline(never)]
pub fn find<K: 'static, F: 'static, W: 'static>(
    site: &'static Site,
    instance: usize,
    holds: impl Fn(&W) -> bool,
) -> Found<K, F> {
    let is_ours = |any: &(dyn Any + Send + Sync)| any.is::<Keyed<K, F>>();
    let holds = |any: &(dyn Any + Send + Sync)| any.downcast_ref::<W>().is_none_or(&holds);
    match search(site, instance, &is_ours, &holds) {
        Ok(entry) => Found::Patch(Hit { entry, of: PhantomData }),
        Err(true) => Found::Original,
        Err(false) => Found::Body,
    }
}

/// The patched value of a class attribute.
#[cold]
#[inline(never)]
pub fn value<K: 'static, V: Clone + 'static>(site: &'static Site) -> Option<V> {
    match find::<K, V, ()>(site, 0, |()| true) {
        Found::Patch(hit) => Some(hit.get().clone()),
        Found::Original | Found::Body => None,
    }
}

type Test<'a> = &'a dyn Fn(&(dyn Any + Send + Sync)) -> bool;

/// The highest patch that applies; else whether a replacement of the site is running.
pub(super) fn search(
    site: &'static Site,
    instance: usize,
    is_ours: Test<'_>,
    holds: Test<'_>,
) -> Result<Arc<Entry>, bool> {
    let highest = |entries: &[Arc<Entry>], limit| {
        let applies = |entry: &&Arc<Entry>| {
            entry.is_of(site, limit, instance) && is_ours(&*entry.replacement)
        };
        entries.iter().rev().find(applies).cloned()
    };
    let seen = state::look(site, |mark, entries| match mark {
        Some(Mark::Skip) => None,
        Some(Mark::Below(limit)) => Some((limit, true, highest(entries, limit))),
        Some(Mark::Top) | None => Some((u64::MAX, false, highest(entries, u64::MAX))),
    });
    // Where the thread is ending it has no patches of its own.
    let Some((mut limit, is_nested, mut next)) = seen.unwrap_or(Some((u64::MAX, false, None)))
    else {
        return Err(false);
    };
    loop {
        let Some(entry) = next.take().or_else(|| global(|entries| highest(entries, limit))) else {
            return Err(is_nested);
        };
        limit = entry.rank;
        if entry.when.as_deref().is_none_or(|when| {
            let _frame = state::push(Frame { site, mark: Mark::Below(limit) });
            holds(when)
        }) && entry.take()
        {
            entry.calls.fetch_add(1, Relaxed);
            return Ok(entry);
        }
        // Below the patches of all threads there are none of this one.
        next = state::entries(|entries| highest(entries, limit));
    }
}

/// Looks at the patches of all threads.
fn global(f: impl FnOnce(&[Arc<Entry>]) -> Option<Arc<Entry>>) -> Option<Arc<Entry>> {
    if GLOBALS.load(Relaxed) == 0 {
        return None;
    }
    f(&GLOBAL.read().unwrap_or_else(PoisonError::into_inner))
}

/// Where an instance is, by which its patches know it.
#[inline]
pub fn address<T: ?Sized>(instance: &T) -> usize {
    core::ptr::from_ref(instance).cast::<()>().addr()
}
