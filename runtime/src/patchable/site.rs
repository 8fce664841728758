//! A place that can be patched, and the way past its patches.

use core::fmt;
use core::pin::pin;
use core::sync::atomic::AtomicUsize;

use super::life::Live;
use super::state::{self, Frame, Mark};

/// One method or class attribute, whatever its type parameters are.
pub struct Site {
    pub(super) live: Live,
    name: &'static str,
}

impl Site {
    /// `Calculator::add`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        let live = Live { all: AtomicUsize::new(0), everywhere: AtomicUsize::new(0) };
        Self { live, name }
    }

    /// Whether a look-up may find a patch.
    #[inline]
    pub fn is_live(&self) -> bool {
        self.live.is_any()
    }

    /// `Type::name`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Runs a call of this site past every patch.
    pub fn original<R>(&'static self, call: impl FnOnce() -> R) -> R {
        let _frame = self.is_live().then(|| state::push(Frame::all(self, Mark::Skip)));
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
            let _frame = state::push(Frame::all(self, mark));
            let poll = call.as_mut().poll(cx);
            mark = state::last_mark().unwrap_or(mark);
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

/// Where an instance is, by which its patches know it.
#[inline]
pub fn address<T: ?Sized>(instance: &T) -> usize {
    core::ptr::from_ref(instance).cast::<()>().addr()
}
