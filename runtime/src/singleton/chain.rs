//! `Chain`: instances of several types behind one pointer, each added once and never taken away.

use core::any::TypeId;
use core::ptr;
use core::sync::atomic::Ordering;
use std::boxed::Box;

use super::sync::AtomicPtr;

/// The way to the instances that share a bucket: null, or the head of a [`Built`] that is never
/// freed.
pub(super) struct Chain(pub(super) AtomicPtr<Head>);

/// How each instance begins.
pub(super) struct Head {
    /// The type of the value behind it.
    id: TypeId,
    /// The others that share its bucket.
    next: Chain,
}

/// One instance.
#[repr(C)]
struct Built<T> {
    /// First, so that a pointer to the whole is one to its head.
    head: Head,
    value: T,
}

impl Chain {
    /// The first instance, its value if that is a `T`, and the rest.
    #[inline]
    fn first<T: 'static>(&'static self) -> Option<(Option<&'static T>, &'static Self)> {
        let first = self.0.load(Ordering::Acquire);
        if first.is_null() {
            return None;
        }
        #[expect(
            unsafe_code,
            reason = "safe types ask a vtable, which takes several times as long"
        )]
        // SAFETY: `add` alone stores a pointer, to a `Built` that it has leaked and that nobody
        // changes but for the atomic in it, after it was written, which `Acquire` lets be seen.
        // The pointer is one to the whole, and `add` wrote the `TypeId` of its value into its
        // head: where that is the one of `T`, it points to a `Built<T>`.
        unsafe {
            let head: &'static Head = &*first;
            let is_one = head.id == TypeId::of::<T>();
            Some((is_one.then(|| &(*first.cast::<Built<T>>()).value), &head.next))
        }
    }

    /// The instance of `T`.
    #[inline]
    pub(super) fn find<T: 'static>(&'static self) -> Option<&'static T> {
        match self.first() {
            Some((Some(value), _)) => Some(value),
            Some((None, rest)) => rest.search(),
            None => None,
        }
    }

    #[cold]
    #[inline(never)]
    fn search<T: 'static>(&'static self) -> Option<&'static T> {
        let mut chain = self;
        loop {
            let (value, rest) = chain.first()?;
            if value.is_some() {
                return value;
            }
            chain = rest;
        }
    }

    /// Adds an instance behind those that there are.
    pub(super) fn add<T: Send + Sync + 'static>(&'static self, value: T) -> &'static T {
        let next = Self(AtomicPtr::new(ptr::null_mut()));
        let head = Head { id: TypeId::of::<T>(), next };
        let built = Box::into_raw(Box::new(Built { head, value }));
        let mut chain = self;
        loop {
            let end = ptr::null_mut();
            let _ =
                chain.0.compare_exchange(end, built.cast(), Ordering::Release, Ordering::Relaxed);
            match chain.first() {
                Some((Some(value), _)) => return value,
                Some((None, rest)) => chain = rest,
                None => {}
            }
        }
    }
}
