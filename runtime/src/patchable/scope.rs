//! `Scope`: a thread's patches, taken to another thread or along a future.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::state::{self, Snapshot};

/// The patches in force where it was taken; each still ends when its guard drops.
///
/// ```
/// use dunder::{patch, patchable, patchable::Scope};
///
/// struct Clock;
///
/// #[patchable]
/// impl Clock {
///     fn hour(&self) -> u8 { 12 }
/// }
///
/// let _guard = patch!(Clock::hour => |_| 3);
/// let scope = Scope::current();
/// let seen = std::thread::spawn(move || (Clock.hour(), scope.enter(|| Clock.hour())));
/// assert_eq!(seen.join().unwrap(), (12, 3));
/// ```
#[derive(Clone)]
pub struct Scope(Snapshot);

impl Scope {
    /// The patches of this thread, as they are now.
    #[must_use]
    pub fn current() -> Self {
        Self(state::current())
    }

    /// Runs `f` on this thread with these patches in the place of its own.
    pub fn enter<R>(&self, f: impl FnOnce() -> R) -> R {
        let _entered = state::enter(&self.0);
        f()
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alive = self.0.entries.iter().filter(|entry| entry.life.is_alive());
        f.debug_list().entries(alive.map(|entry| entry.site)).finish()
    }
}

/// A future that takes the patches of this thread along, wherever it is polled.
pub trait InPatchScope: Future + Sized {
    /// With the patches in force at this call.
    fn in_patch_scope(self) -> InScope<Self> {
        InScope { state: state::current(), future: Some(Box::pin(self)) }
    }
}

impl<F: Future> InPatchScope for F {}

/// What [`in_patch_scope`](InPatchScope::in_patch_scope) returns.
#[must_use = "futures do nothing until they are awaited"]
pub struct InScope<F> {
    state: Snapshot,
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for InScope<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let future = this.future.as_mut().expect("the future is there until the drop");
        let entered = state::enter(&this.state);
        let poll = future.as_mut().poll(cx);
        if let Some(state) = entered.leave() {
            this.state = state;
        }
        poll
    }
}

impl<F> Drop for InScope<F> {
    fn drop(&mut self) {
        let _entered = state::enter(&self.state);
        self.future = None;
    }
}

impl<F> fmt::Debug for InScope<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InScope").finish_non_exhaustive()
    }
}
