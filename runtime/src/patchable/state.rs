//! What a thread knows: its patches in force and the replacements that are running.

use core::cell::RefCell;
use std::sync::Arc;

use super::site::{Entry, Site, next_rank};

/// How far the calls of a site see while one of its calls is running.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    /// The next call sees no patch, the calls in its body see all.
    Skip,
    Top,
    /// Only what lies below this rank.
    Below(u64),
}

/// A running call of a site.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) site: &'static Site,
    pub(super) mark: Mark,
}

#[derive(Clone)]
pub(super) struct State {
    pub(super) entries: Vec<Arc<Entry>>,
    frames: Vec<Frame>,
}

thread_local! {
    static STATE: RefCell<State> =
        const { RefCell::new(State { entries: Vec::new(), frames: Vec::new() }) };
}

/// Runs on this thread's state; `None` while the thread is ending.
#[inline]
fn with<R>(f: impl FnOnce(&mut State) -> R) -> Option<R> {
    STATE.try_with(|state| f(&mut state.borrow_mut())).ok()
}

pub(super) fn add(entry: Arc<Entry>) {
    with(|state| state.entries.push(entry));
}

/// Lets go of ended patches, but drops what is the user's only after.
pub(super) fn forget_ended() {
    drop(with(|state| state.entries.extract_if(.., |entry| !entry.is_alive()).collect::<Vec<_>>()));
}

/// Looks at the patches, and at how far this call of the site sees; a `Skip` is used up by it.
pub(super) fn look<R>(
    site: &'static Site,
    f: impl FnOnce(Option<Mark>, &[Arc<Entry>]) -> R,
) -> Option<R> {
    with(|state| {
        let frame = state.frames.iter_mut().rev().find(|frame| core::ptr::eq(frame.site, site));
        let mark = frame.map(|frame| {
            let next = if let Mark::Skip = frame.mark { Mark::Top } else { frame.mark };
            core::mem::replace(&mut frame.mark, next)
        });
        f(mark, &state.entries)
    })
}

/// Looks at the patches of this thread.
pub(super) fn entries<R>(f: impl FnOnce(&[Arc<Entry>]) -> Option<R>) -> Option<R> {
    with(|state| f(&state.entries)).flatten()
}

/// Marks a call as running until the result is dropped.
pub(super) fn push(frame: Frame) -> Running {
    let depth = with(|state| {
        state.frames.push(frame);
        state.frames.len()
    });
    Running { depth }
}

pub(super) struct Running {
    depth: Option<usize>,
}

impl Running {
    /// What has become of the mark meanwhile.
    pub(super) fn mark(&self) -> Option<Mark> {
        let at = self.depth?.checked_sub(1)?;
        with(|state| state.frames.get(at).map(|frame| frame.mark)).flatten()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(depth) = self.depth {
            with(|state| state.frames.truncate(depth - 1));
        }
    }
}

pub(super) fn current() -> State {
    with(|state| state.clone()).unwrap_or(State { entries: Vec::new(), frames: Vec::new() })
}

/// Puts another state in this thread's place until the result is dropped.
pub(super) fn enter(inner: &State) -> Entered {
    let outer = with(|state| core::mem::replace(state, inner.clone()));
    Entered { outer, since: next_rank() }
}

pub(super) struct Entered {
    outer: Option<State>,
    since: u64,
}

impl Entered {
    /// Leaves, and keeps the state with what was patched in it.
    pub(super) fn leave(mut self) -> Option<State> {
        let outer = self.outer.take()?;
        with(|state| core::mem::replace(state, outer))
    }
}

impl Drop for Entered {
    /// A patch made inside whose guard is still there goes on outside.
    fn drop(&mut self) {
        let Some(mut outer) = self.outer.take() else { return };
        let inner = with(|state| {
            let made = state.entries.iter().filter(|e| e.rank > self.since && e.is_alive());
            outer.entries.extend(made.cloned());
            core::mem::replace(state, outer)
        });
        drop(inner);
    }
}
