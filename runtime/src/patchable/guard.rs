//! `Patch`, the guards that keep one in force, and `Patched`.

use core::any::Any;
use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::Arc;

use super::entry::{Entry, Instance, Keyed};
use super::site::Site;

/// A patch that is not in force yet: what [`patch_fn!`](macro@crate::patch_fn) makes, for
/// [`MonkeyPatch`](super::MonkeyPatch).
#[derive(Clone)]
#[must_use = "a patch does nothing until it is applied"]
pub struct Patch {
    pub(super) site: &'static Site,
    pub(super) replacement: Arc<dyn Any + Send + Sync>,
    pub(super) when: Option<Arc<dyn Any + Send + Sync>>,
    pub(super) times: Option<u64>,
}

/// The value of a patched class attribute; a reader need not know that its type is `Clone`.
pub(super) struct Value<V> {
    value: V,
    clone: fn(&V) -> V,
}

impl<V> Value<V> {
    pub(super) fn get(&self) -> V {
        (self.clone)(&self.value)
    }
}

/// The condition of `when = ..`.
pub struct Condition(Arc<dyn Any + Send + Sync>);

impl Condition {
    /// From a boxed closure.
    pub fn new<W: Send + Sync + 'static>(when: W) -> Self {
        Self(Arc::new(when))
    }
}

#[doc(hidden)]
impl Patch {
    pub fn new<K: 'static, F: Send + Sync + 'static>(site: &'static Site, replacement: F) -> Self {
        let replacement = Arc::new(Keyed::<K, F>::new(replacement));
        Self { site, replacement, when: None, times: None }
    }

    /// Of a class attribute, whose readers get a clone each.
    pub fn value<K: 'static, V: Clone + Send + Sync + 'static>(
        site: &'static Site,
        value: V,
    ) -> Self {
        Self::new::<K, Value<V>>(site, Value { value, clone: V::clone })
    }

    pub fn when(mut self, when: Condition) -> Self {
        self.when = Some(when.0);
        self
    }

    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    pub fn here(self) -> PatchGuard {
        PatchGuard { active: Active::new(Entry::install(self, None, false)) }
    }

    pub fn everywhere(self) -> PatchGuard {
        PatchGuard { active: Active::new(Entry::install(self, None, true)) }
    }

    pub fn at<T>(self, instance: &T) -> InstancePatch {
        const {
            assert!(
                size_of::<T>() != 0,
                "a type without size has no instances to tell apart: patch the type"
            );
        };
        InstancePatch { patch: self, address: super::site::address(instance) }
    }
}

impl fmt::Debug for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Patch").field(&self.site).finish()
    }
}

/// The patch is in force no longer: it is to be applied.
impl From<PatchGuard> for Patch {
    fn from(guard: PatchGuard) -> Self {
        let entry = &guard.active.entry;
        let (replacement, when) = (Arc::clone(&entry.replacement), entry.when.clone());
        Self { site: entry.site, replacement, when, times: entry.times }
    }
}

/// A patch in force; not `Send`, it ends on the thread that made it.
struct Active {
    entry: Arc<Entry>,
    here: PhantomData<*const ()>,
}

impl Active {
    fn new(entry: Arc<Entry>) -> Self {
        Self { entry, here: PhantomData }
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.entry.end();
    }
}

impl fmt::Debug for Active {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Entry { site, .. } = &*self.entry;
        f.debug_struct("Patch").field("of", site).field("calls", &self.entry.life.calls()).finish()
    }
}

/// Keeps the patch of a type in force until it is dropped.
#[must_use = "the patch ends when this guard is dropped"]
#[derive(Debug)]
pub struct PatchGuard {
    active: Active,
}

impl PatchGuard {
    /// How many calls the replacement has had.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.active.entry.life.calls()
    }

    /// Keeps the patch to the end of the thread, or of the program where it is `global`.
    pub fn forever(self) {
        mem::forget(self.active);
    }
}

/// Keeps the patch of one instance in force until it is dropped, and the instance in its place.
#[must_use = "the patch ends when this guard is dropped"]
#[derive(Debug)]
pub struct InstanceGuard<'g> {
    active: Active,
    instance: PhantomData<&'g ()>,
}

impl InstanceGuard<'_> {
    /// How many calls the replacement has had.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.active.entry.life.calls()
    }
}

/// Written out so that the borrow lasts until here.
impl Drop for InstanceGuard<'_> {
    fn drop(&mut self) {
        self.active.entry.end();
    }
}

/// A patch of the instance at an address.
#[doc(hidden)]
#[must_use]
pub struct InstancePatch {
    patch: Patch,
    address: usize,
}

#[doc(hidden)]
impl InstancePatch {
    pub fn when(self, when: Condition) -> Self {
        Self { patch: self.patch.when(when), ..self }
    }

    pub fn times(self, times: u64) -> Self {
        Self { patch: self.patch.times(times), ..self }
    }

    pub fn tied(self, bond: Bond<'_>) -> InstanceGuard<'_> {
        let instance = Instance { address: self.address, alive: bond.alive };
        let active = Active::new(Entry::install(self.patch, Some(instance), false));
        InstanceGuard { active, instance: PhantomData }
    }
}

/// What holds an instance in its place: a borrow, or the life of its `Patched`.
#[doc(hidden)]
pub struct Bond<'g> {
    alive: Option<Arc<AtomicBool>>,
    borrow: PhantomData<&'g ()>,
}

/// Chooses the bond by the type of what `patch!` was given.
#[doc(hidden)]
pub struct Tie<T>(pub T);

#[doc(hidden)]
pub trait TieOwned {
    fn __tie(&self) -> Bond<'static>;
}

impl<T> TieOwned for Tie<&Patched<T>> {
    fn __tie(&self) -> Bond<'static> {
        Bond { alive: Some(Arc::clone(&self.0.alive)), borrow: PhantomData }
    }
}

#[doc(hidden)]
pub trait TieBorrowed<'g> {
    fn __tie(&self) -> Bond<'g>;
}

impl<'g, T: ?Sized> TieBorrowed<'g> for &Tie<&'g T> {
    fn __tie(&self) -> Bond<'g> {
        Bond { alive: None, borrow: PhantomData }
    }
}

/// A value at an address of its own, so that its `&mut self` methods can be called while one of
/// its methods is patched.
///
/// ```
/// use dunder::{patch, patchable, patchable::Patched};
///
/// struct Counter(u32);
///
/// #[patchable]
/// impl Counter {
///     fn add(&mut self, n: u32) -> u32 {
///         self.0 += n;
///         self.0
///     }
/// }
///
/// let mut counter = Patched::new(Counter(0));
/// let guard = patch!(counter, add => |this, n| { this.0 += 10 * n; this.0 });
/// assert_eq!(counter.add(1), 10);
/// drop(guard);
/// assert_eq!(counter.into_inner().add(1), 11);
/// ```
pub struct Patched<T> {
    // The flag first: it falls before the value's address can be another's.
    alive: Arc<AtomicBool>,
    value: Option<Box<T>>,
}

impl<T> Patched<T> {
    /// Moves the value to its own address.
    pub fn new(value: T) -> Self {
        Self { alive: Arc::new(AtomicBool::new(true)), value: Some(Box::new(value)) }
    }

    /// Ends the patches of the instance and gives it back.
    ///
    /// # Panics
    /// Never: the value is there until this takes it.
    #[must_use]
    pub fn into_inner(mut self) -> T {
        self.alive.store(false, Relaxed);
        *self.value.take().expect("only this takes the value")
    }
}

impl<T> Drop for Patched<T> {
    fn drop(&mut self) {
        self.alive.store(false, Relaxed);
    }
}

impl<T> Deref for Patched<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_deref().expect("only into_inner takes the value")
    }
}

impl<T> DerefMut for Patched<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_deref_mut().expect("only into_inner takes the value")
    }
}

impl<T: fmt::Debug> fmt::Debug for Patched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Patched").field(&**self).finish()
    }
}
