//! The instance of a type for one thread: `scope = "thread"`.

use core::any::{Any, TypeId, type_name};
use core::cell::{OnceCell, RefCell};
use core::convert::Infallible;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::thread::{self, LocalKey};

use super::AlreadyBuilt;
use super::building::Key;
#[cfg(feature = "test-util")]
use super::overrides;
use super::process::SITE;

/// A type with one instance a thread; the macro writes the impl.
#[doc(hidden)]
pub trait Local: Sized + 'static {
    /// The thread-local of a type that is not generic; those that are share one.
    #[inline]
    fn place() -> Option<&'static LocalKey<OnceCell<Rc<Self>>>> {
        None
    }
}

std::thread_local! {
    /// The instances of generic types.
    static MANY: RefCell<BTreeMap<TypeId, Rc<dyn Any>>> = const { RefCell::new(BTreeMap::new()) };
}

/// This thread's instance if there is one; never builds.
#[doc(hidden)]
#[inline]
pub fn local_get<T: Local>() -> Option<Rc<T>> {
    #[cfg(feature = "test-util")]
    if let Some(value) = overrides::of::<Rc<T>>() {
        return Some(Rc::clone(value));
    }
    built()
}

#[inline]
fn built<T: Local>() -> Option<Rc<T>> {
    match T::place() {
        Some(place) => place.try_with(|place| place.get().cloned()).ok().flatten(),
        None => {
            let id = TypeId::of::<T>();
            let value = MANY.try_with(|many| many.borrow().get(&id).cloned()).ok().flatten();
            value.and_then(|value| value.downcast().ok())
        }
    }
}

fn store<T: Local>(value: Rc<T>) -> Rc<T> {
    let kept = Rc::clone(&value);
    let is_stored = match T::place() {
        Some(place) => place.try_with(|place| _ = place.set(kept)).is_ok(),
        None => MANY.try_with(|many| _ = many.borrow_mut().insert(TypeId::of::<T>(), kept)).is_ok(),
    };
    assert!(is_stored, "the thread is at its end, and its `{}` is gone", type_name::<T>());
    value
}

/// This thread's instance, built if it is not there yet.
///
/// # Panics
///
/// At the thread's end, where the instance is dropped already.
#[doc(hidden)]
#[inline]
pub fn local_instance<T: Local>(build: impl FnOnce() -> T) -> Rc<T> {
    let Ok(value) = local_instance_or(|| Ok::<T, Infallible>(build()));
    value
}

/// As [`local_instance`], for a constructor that may fail; its error leaves the place empty.
///
/// # Errors
///
/// The constructor's own.
#[doc(hidden)]
#[inline]
pub fn local_instance_or<T: Local, E>(build: impl FnOnce() -> Result<T, E>) -> Result<Rc<T>, E> {
    match local_get() {
        Some(value) => Ok(value),
        None => build_first(build),
    }
}

/// This thread's instance for the call that builds it.
///
/// # Errors
///
/// [`AlreadyBuilt`] for every other call.
#[doc(hidden)]
pub fn local_try_instance<T: Local>(build: impl FnOnce() -> T) -> Result<Rc<T>, AlreadyBuilt> {
    local_try_instance_or(|| Ok::<T, Infallible>(build())).map(|Ok(value)| value)
}

/// As [`local_try_instance`], for a constructor that may fail.
///
/// # Errors
///
/// Outside [`AlreadyBuilt`], inside what the constructor returned.
#[doc(hidden)]
pub fn local_try_instance_or<T: Local, E>(
    build: impl FnOnce() -> Result<T, E>,
) -> Result<Result<Rc<T>, E>, AlreadyBuilt> {
    #[cfg(feature = "test-util")]
    if let Some(value) = overrides::of::<Rc<T>>() {
        return Ok(Ok(Rc::clone(value)));
    }
    if built::<T>().is_some() { Err(AlreadyBuilt) } else { Ok(build_first(build)) }
}

#[cold]
fn build_first<T: Local, E>(build: impl FnOnce() -> Result<T, E>) -> Result<Rc<T>, E> {
    let key = Key::of::<T>(Some(thread::current().id()));
    SITE.build(key, built, || build().map(|value| store(Rc::new(value))))
}

/// Writes the thread-local of a type that is not generic into its impl of `Local`.
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_local {
    ($ty:ty) => {
        #[inline]
        fn place() -> $crate::__private::Option<
            &'static $crate::__private::std::thread::LocalKey<
                $crate::__private::core::cell::OnceCell<$crate::__private::std::rc::Rc<$ty>>,
            >,
        > {
            $crate::__private::std::thread_local! {
                static HERE: $crate::__private::core::cell::OnceCell<
                    $crate::__private::std::rc::Rc<$ty>,
                > = const { $crate::__private::core::cell::OnceCell::new() };
            }
            $crate::__private::Some(&HERE)
        }
    };
}
