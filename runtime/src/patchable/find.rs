//! What the calls of a live site find.

use core::any::{Any, TypeId};
use core::marker::PhantomData;
use core::ops::{ControlFlow, Deref};
use core::task::Poll;
use std::sync::Arc;

use super::entry::{Entry, Keyed, Wanted};
use super::guard::Value;
use super::site::Site;
use super::state::{self, Local, Mark, Running};

/// What a call at a live site finds.
pub enum Found<H> {
    /// A patch to run.
    Patch(H),
    /// No patch is left below the one that is running: the original, whose own calls see all.
    Original,
    /// The body that follows.
    Body,
}

/// A patch that a call has found, and keeps while it runs.
enum Held {
    Here(Local),
    Everywhere(Arc<Entry>),
}

impl Deref for Held {
    type Target = Entry;

    #[inline]
    fn deref(&self) -> &Entry {
        match self {
            Self::Here(entry) => entry.as_ref(),
            Self::Everywhere(entry) => entry,
        }
    }
}

fn replacement<K: 'static, F: 'static>(entry: &Entry) -> &F {
    let keyed = entry.replacement.downcast_ref::<Keyed<K, F>>();
    &keyed.expect("the patch was found by its type").f
}

/// A patch that a call has found, marked as running: two words, so that it comes in registers.
pub struct Hit<K, F> {
    held: Held,
    of: PhantomData<fn() -> (K, F)>,
}

impl<K: 'static, F: 'static> Hit<K, F> {
    /// Runs the replacement; calls of the same site inside it see the patches below.
    #[cold]
    #[inline(never)]
    pub fn run<R>(self, call: impl FnOnce(&F) -> R) -> R {
        let held = self.held;
        let _frame = Running;
        call(replacement::<K, F>(&held))
    }

    /// The patch, which does not run.
    fn stop(self) -> Held {
        drop(Running);
        self.held
    }

    /// Looks at the replacement as something that does not run.
    pub(super) fn look<R>(self, look: impl FnOnce(&F) -> R) -> R {
        look(replacement::<K, F>(&self.stop()))
    }
}

/// A patch that a call of an `async` method has found.
pub struct AsyncHit<K, F> {
    entry: Arc<Entry>,
    of: PhantomData<fn() -> (K, F)>,
}

impl<K: 'static, F: 'static> AsyncHit<K, F> {
    /// Runs the replacement and awaits its future, with the patches below on every poll.
    pub async fn run<P: Future + Unpin>(self, call: impl FnOnce(&F) -> P) -> P::Output {
        let mut future = {
            let _frame = state::push(self.entry.frame());
            call(replacement::<K, F>(&self.entry))
        };
        core::future::poll_fn(|cx| -> Poll<P::Output> {
            let _frame = state::push(self.entry.frame());
            core::pin::Pin::new(&mut future).poll(cx)
        })
        .await
    }
}

/// Runs what an unpatched call does not, out of its way, on copies of its arguments.
#[cold]
#[inline(never)]
pub fn outlined<A, R, C>(
    copies: A,
    look_up: impl FnOnce(A) -> ControlFlow<R, C>,
) -> ControlFlow<R, C> {
    look_up(copies)
}

/// Finds the patch for a call: a boxed function `F`, and its condition `W`.
#[cold]
#[inline(never)]
pub fn find<K: 'static, F: 'static, W: 'static>(
    site: &'static Site,
    instance: usize,
    holds: impl Fn(&W) -> bool,
) -> Found<Hit<K, F>> {
    let wanted = Wanted { site, instance, key: TypeId::of::<Keyed<K, F>>() };
    let holds = |any: &(dyn Any + Send + Sync)| any.downcast_ref::<W>().is_none_or(&holds);
    match search(wanted, &holds) {
        Found::Patch(held) => Found::Patch(Hit { held, of: PhantomData }),
        Found::Original => Found::Original,
        Found::Body => Found::Body,
    }
}

/// [`find`] for an `async` method, whose patch goes from thread to thread.
#[cold]
#[inline(never)]
pub fn find_async<K: 'static, F: 'static, W: 'static>(
    site: &'static Site,
    instance: usize,
    holds: impl Fn(&W) -> bool,
) -> Found<AsyncHit<K, F>> {
    match find::<K, F, W>(site, instance, holds) {
        Found::Patch(hit) => {
            let entry = match hit.stop() {
                Held::Here(entry) => entry.share(),
                Held::Everywhere(entry) => entry,
            };
            Found::Patch(AsyncHit { entry, of: PhantomData })
        }
        Found::Original => Found::Original,
        Found::Body => Found::Body,
    }
}

/// The patched value of a class attribute.
#[cold]
#[inline(never)]
pub fn value<K: 'static, V: 'static>(site: &'static Site) -> Option<V> {
    match find::<K, Value<V>, ()>(site, 0, |()| true) {
        Found::Patch(hit) => Some(hit.look(Value::get)),
        Found::Original | Found::Body => None,
    }
}

type Test<'a> = &'a dyn Fn(&(dyn Any + Send + Sync)) -> bool;

/// What the first look at this thread's patches tells.
enum First {
    Hit(Local),
    /// There is more to ask, below this rank: whether a replacement of the site is running, and
    /// the first patch to ask.
    Ask(u64, bool, Option<Local>),
    Body,
}

/// The highest patch that applies, marked as running.
fn search(wanted: Wanted, holds: Test<'_>) -> Found<Held> {
    // The usual patch has no condition, and is found, counted and marked in one go.
    let first = state::with(|state| {
        let (limit, is_nested) = match state.mark(&wanted) {
            Some(Mark::Skip) => return First::Body,
            Some(Mark::Below(limit)) => (limit, true),
            Some(Mark::Top) | None => (u64::MAX, false),
        };
        match wanted.highest(&state.entries, limit) {
            Some(entry) if entry.when.is_none() && entry.life.take() => {
                let entry = entry.clone();
                state.push(entry.frame());
                First::Hit(entry)
            }
            entry => First::Ask(limit, is_nested, entry.cloned()),
        }
    });
    // Where the thread is ending it has no patches of its own.
    let (mut limit, is_nested, next) = match first {
        Some(First::Hit(entry)) => return Found::Patch(Held::Here(entry)),
        Some(First::Ask(limit, is_nested, next)) => (limit, is_nested, next),
        Some(First::Body) => return Found::Body,
        None => (u64::MAX, false, None),
    };
    let mut next = next.map(Held::Here);
    loop {
        let below = next.take().or_else(|| wanted.everywhere(limit).map(Held::Everywhere));
        let Some(held) = below else {
            return if is_nested { Found::Original } else { Found::Body };
        };
        limit = held.rank;
        let frame = held.frame();
        let is_met = held.when.as_deref().is_none_or(|when| {
            let _frame = state::push(frame);
            holds(when)
        });
        if is_met && held.life.take() {
            core::mem::forget(state::push(frame));
            return Found::Patch(held);
        }
        // Below the patches of all threads there are none of this one.
        let here = state::with(|state| wanted.highest(&state.entries, limit).cloned());
        next = here.flatten().map(Held::Here);
    }
}
