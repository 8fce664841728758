//! `MonkeyPatch`: several patches, applied and restored together.

use core::any::Any;

use super::names;
use super::{Patch, PatchError, PatchGuard};

/// Several patches that are applied and restored together, on this thread.
///
/// What is applied is restored when the `MonkeyPatch` drops.
///
/// ```
/// use dunder::patchable::MonkeyPatch;
/// use dunder::{patch_fn, patchable};
///
/// struct Client;
///
/// #[patchable]
/// impl Client {
///     const TIMEOUT: u32 = 30;
///     fn get(&self) -> &'static str { "live" }
/// }
///
/// let mut mp = MonkeyPatch::new();
/// mp.patch(patch_fn!(Client::TIMEOUT = 60)).patch(patch_fn!(Client::get => |_| "staged"));
/// assert_eq!(mp.scope(|| (Client::timeout(), Client.get())), (60, "staged"));
/// assert_eq!((Client::timeout(), Client.get()), (30, "live"));
/// ```
#[derive(Debug, Default)]
pub struct MonkeyPatch {
    patches: Vec<Patch>,
    /// The guards of the first so many patches.
    applied: Vec<PatchGuard>,
}

impl MonkeyPatch {
    /// Without a patch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a patch: what `patch_fn!` makes, or the guard of `patch!`, whose patch ends for now.
    pub fn patch(&mut self, patch: impl Into<Patch>) -> &mut Self {
        self.patches.push(patch.into());
        self
    }

    /// Adds a patch of `Type.name`, of a `#[patchable(dyn)]` block: for a class attribute its
    /// value, for a method a `fn` pointer or what `patch_fn!` makes. The type may be qualified,
    /// `app::Client.get`.
    ///
    /// # Errors
    /// Where there is no such name, or several, or the value is of another type.
    pub fn patch_named<V: Any + Send + Sync>(
        &mut self,
        name: &str,
        value: V,
    ) -> Result<&mut Self, PatchError> {
        let patch = names::patch(name, value)?;
        Ok(self.patch(patch))
    }

    /// Adds a function to a type under `Type.name`; `call_dyn` and its like find it while it is
    /// applied. What it returns is boxed for them, unless it is a `Box<dyn Any>`.
    ///
    /// # Errors
    /// Where there is no such type, or several, or it has something of this name.
    pub fn add_named<R: Any>(
        &mut self,
        name: &str,
        function: impl Fn(Vec<Box<dyn Any>>) -> R + Send + Sync + 'static,
    ) -> Result<&mut Self, PatchError> {
        let patch = names::add(name, function)?;
        Ok(self.patch(patch))
    }

    /// Puts the patches in force, in their order; those that are already stay.
    pub fn apply(&mut self) -> &mut Self {
        let rest = self.patches.get(self.applied.len()..).unwrap_or_default();
        self.applied.extend(rest.iter().cloned().map(Patch::here));
        self
    }

    /// Ends the patches, the last first; they can be applied again.
    pub fn restore(&mut self) -> &mut Self {
        while let Some(guard) = self.applied.pop() {
            drop(guard);
        }
        self
    }

    /// Applies, runs, and restores, also where `f` panics.
    pub fn scope<R>(&mut self, f: impl FnOnce() -> R) -> R {
        struct Restore<'a>(&'a mut MonkeyPatch);
        impl Drop for Restore<'_> {
            fn drop(&mut self) {
                self.0.restore();
            }
        }
        let restore = Restore(self);
        restore.0.apply();
        f()
    }
}

impl Drop for MonkeyPatch {
    fn drop(&mut self) {
        self.restore();
    }
}
