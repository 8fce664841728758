//! What a thread knows: its patches in force and the replacements that are running.

use core::any::TypeId;
use core::cell::RefCell;
use core::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use super::entry::{Entry, Wanted, next_rank};
use super::site::Site;

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
    /// The type of the replacement, and the instance, that it is a call for; none of all.
    pub(super) key: Option<TypeId>,
    pub(super) instance: Option<usize>,
}

impl Frame {
    /// Of every call of the site.
    pub(super) fn all(site: &'static Site, mark: Mark) -> Self {
        Self { site, mark, key: None, instance: None }
    }

    fn is_of(&self, wanted: &Wanted) -> bool {
        core::ptr::eq(self.site, wanted.site)
            && self.key.is_none_or(|key| key == wanted.key)
            && self.instance.is_none_or(|instance| instance == wanted.instance)
    }
}

/// A patch as its thread knows it: a clone of it needs no locked instruction.
#[derive(Clone)]
pub(super) struct Local(Rc<Everyones>);

/// A patch as every thread knows it.
struct Everyones(Arc<Entry>);

impl Local {
    fn new(entry: Arc<Entry>) -> Self {
        Self(Rc::new(Everyones(entry)))
    }

    /// For other threads too.
    pub(super) fn share(&self) -> Arc<Entry> {
        self.life.share();
        Arc::clone(&self.0.0)
    }
}

impl Deref for Local {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.0.0
    }
}

impl AsRef<Entry> for Local {
    fn as_ref(&self) -> &Entry {
        &self.0.0
    }
}

/// The state of a thread.
#[derive(Default)]
pub(super) struct State {
    pub(super) entries: Vec<Local>,
    frames: Vec<Frame>,
}

/// A state that can go to another thread.
#[derive(Clone, Default)]
pub(super) struct Snapshot {
    pub(super) entries: Vec<Arc<Entry>>,
    frames: Vec<Frame>,
}

impl State {
    /// How far this call sees; a `Skip` is used up by it.
    pub(super) fn mark(&mut self, wanted: &Wanted) -> Option<Mark> {
        let frame = self.frames.iter_mut().rev().find(|frame| frame.is_of(wanted))?;
        let next = if let Mark::Skip = frame.mark { Mark::Top } else { frame.mark };
        Some(core::mem::replace(&mut frame.mark, next))
    }

    pub(super) fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    fn snapshot(&self) -> Snapshot {
        let entries = self.entries.iter().map(Local::share).collect();
        Snapshot { entries, frames: self.frames.clone() }
    }
}

impl Snapshot {
    fn state(&self) -> State {
        let entries = self.entries.iter().cloned().map(Local::new).collect();
        State { entries, frames: self.frames.clone() }
    }
}

thread_local! {
    static STATE: RefCell<State> =
        const { RefCell::new(State { entries: Vec::new(), frames: Vec::new() }) };
}

/// Runs on this thread's state, and is never the user's code; `None` while the thread is ending.
#[inline]
pub(super) fn with<R>(f: impl FnOnce(&mut State) -> R) -> Option<R> {
    STATE.try_with(|state| f(&mut state.borrow_mut())).ok()
}

pub(super) fn add(entry: Arc<Entry>) {
    with(|state| state.entries.push(Local::new(entry)));
}

/// Lets go of ended patches, but drops what is the user's only after.
pub(super) fn forget_ended() {
    drop(with(|state| {
        state.entries.extract_if(.., |entry| !entry.life.is_alive()).collect::<Vec<_>>()
    }));
}

/// Marks a call as running until the result is dropped.
pub(super) fn push(frame: Frame) -> Running {
    with(|state| state.push(frame));
    Running
}

/// The call whose frame is the last one. Frames are pushed and popped like the calls themselves,
/// and where the thread is ending neither does anything.
pub(super) struct Running;

/// What has become of the mark of the last frame meanwhile.
pub(super) fn last_mark() -> Option<Mark> {
    with(|state| state.frames.last().map(|frame| frame.mark)).flatten()
}

impl Drop for Running {
    #[inline]
    fn drop(&mut self) {
        with(|state| state.frames.pop());
    }
}

pub(super) fn current() -> Snapshot {
    with(|state| state.snapshot()).unwrap_or_default()
}

/// Puts another state in this thread's place until the result is dropped.
pub(super) fn enter(inner: &Snapshot) -> Entered {
    let inner = inner.state();
    let outer = with(|state| core::mem::replace(state, inner));
    Entered { outer, since: next_rank() }
}

pub(super) struct Entered {
    outer: Option<State>,
    since: u64,
}

impl Entered {
    /// Leaves, and keeps the state with what was patched in it.
    pub(super) fn leave(mut self) -> Option<Snapshot> {
        let outer = self.outer.take()?;
        let inner = with(|state| core::mem::replace(state, outer))?;
        Some(inner.snapshot())
    }
}

impl Drop for Entered {
    /// A patch made inside whose guard is still there goes on outside.
    fn drop(&mut self) {
        let Some(mut outer) = self.outer.take() else { return };
        let inner = with(|state| {
            let is_kept = |entry: &&Local| entry.rank > self.since && entry.life.is_alive();
            outer.entries.extend(state.entries.iter().filter(is_kept).cloned());
            core::mem::replace(state, outer)
        });
        drop(inner);
    }
}
