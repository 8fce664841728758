//! The instance of a type for the whole process.

use core::convert::Infallible;
use core::future::Future;
use std::boxed::Box;
use std::sync::OnceLock;

use super::building::{Key, Site};
#[cfg(feature = "test-util")]
use super::overrides::{self, Here};
use super::{AlreadyBuilt, Table};

/// Where all instances are built.
pub(super) static SITE: Site = Site::new();

/// A type with one instance; the macro writes the impl.
#[doc(hidden)]
pub trait Single: Sized + 'static {
    fn place() -> &'static Place<Self>;

    /// The instance if it is built. A generic type's is in its table.
    #[inline]
    fn built() -> Option<&'static Self> {
        Self::place().value.get()
    }

    /// The places of a generic type.
    fn table() -> &'static Table {
        static NONE: Table = Table::new();
        &NONE
    }

    /// What this thread reads, if a thread-local of the type's own knows it; a generic type has none.
    #[cfg(feature = "test-util")]
    #[inline]
    fn here() -> Option<&'static Here<Self>> {
        None
    }
}

/// Where the instance lives.
#[doc(hidden)]
pub struct Place<T: 'static> {
    pub(super) value: OnceLock<T>,
}

impl<T> Place<T> {
    pub const fn new() -> Self {
        Self { value: OnceLock::new() }
    }
}

impl<T> Default for Place<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// The instance if there is one; never builds.
#[doc(hidden)]
#[inline]
pub fn get<T: Single>() -> Option<&'static T> {
    #[cfg(feature = "test-util")]
    return overrides::read();
    #[cfg(not(feature = "test-util"))]
    T::built()
}

/// The instance, built if it is not there yet.
#[doc(hidden)]
#[inline]
pub fn instance<T: Single>(build: impl FnOnce() -> T) -> &'static T {
    match get() {
        Some(value) => value,
        None => build_first(build),
    }
}

/// As [`instance`], for a constructor that may fail; its error leaves the place empty.
#[doc(hidden)]
#[inline]
pub fn instance_or<T: Single, E>(build: impl FnOnce() -> Result<T, E>) -> Result<&'static T, E> {
    match get() {
        Some(value) => Ok(value),
        None => try_build_first(build),
    }
}

/// The instance for the call that builds it.
///
/// # Errors
///
/// [`AlreadyBuilt`] for every other call.
#[doc(hidden)]
pub fn try_instance<T: Single>(build: impl FnOnce() -> T) -> Result<&'static T, AlreadyBuilt> {
    try_instance_or(|| Ok::<T, Infallible>(build())).map(|Ok(value)| value)
}

/// As [`try_instance`], for a constructor that may fail.
///
/// # Errors
///
/// Outside [`AlreadyBuilt`], inside what the constructor returned.
#[doc(hidden)]
pub fn try_instance_or<T: Single, E>(
    build: impl FnOnce() -> Result<T, E>,
) -> Result<Result<&'static T, E>, AlreadyBuilt> {
    #[cfg(feature = "test-util")]
    if let Some(value) = overrides::of() {
        return Ok(Ok(value));
    }
    let mut is_first = false;
    let outcome = try_build_first(|| {
        is_first = true;
        build()
    });
    if is_first { Ok(outcome) } else { Err(AlreadyBuilt) }
}

#[cold]
fn build_first<T: Single>(build: impl FnOnce() -> T) -> &'static T {
    let Ok(value) = try_build_first(|| Ok::<T, Infallible>(build()));
    value
}

#[cold]
fn try_build_first<T: Single, E>(build: impl FnOnce() -> Result<T, E>) -> Result<&'static T, E> {
    let place = T::place();
    let read = || place.value.get();
    SITE.build(Key::of::<T>(None), read, || build().map(|value| place.value.get_or_init(|| value)))
}

/// As [`instance`], awaited. Whoever reads what is built carries no more than a pointer.
#[doc(hidden)]
#[inline]
pub async fn instance_async<T: Single, F: Future<Output = T>>(
    build: impl FnOnce() -> F,
) -> &'static T {
    match get() {
        Some(value) => value,
        None => {
            let Ok(value) = Box::pin(await_first(|| {
                let work = build();
                async { Ok::<T, Infallible>(work.await) }
            }))
            .await;
            value
        }
    }
}

/// As [`instance_or`], awaited.
#[doc(hidden)]
#[inline]
pub async fn instance_or_async<T: Single, E, F: Future<Output = Result<T, E>>>(
    build: impl FnOnce() -> F,
) -> Result<&'static T, E> {
    match get() {
        Some(value) => Ok(value),
        None => Box::pin(await_first(build)).await,
    }
}

/// As [`try_instance`], awaited.
///
/// # Errors
///
/// [`AlreadyBuilt`] for every other call.
#[doc(hidden)]
pub async fn try_instance_async<T: Single, F: Future<Output = T>>(
    build: impl FnOnce() -> F,
) -> Result<&'static T, AlreadyBuilt> {
    let outcome = try_instance_or_async(|| {
        let work = build();
        async { Ok::<T, Infallible>(work.await) }
    });
    outcome.await.map(|Ok(value)| value)
}

/// As [`try_instance_or`], awaited.
///
/// # Errors
///
/// Outside [`AlreadyBuilt`], inside what the constructor returned.
#[doc(hidden)]
pub async fn try_instance_or_async<T: Single, E, F: Future<Output = Result<T, E>>>(
    build: impl FnOnce() -> F,
) -> Result<Result<&'static T, E>, AlreadyBuilt> {
    #[cfg(feature = "test-util")]
    if let Some(value) = overrides::of() {
        return Ok(Ok(value));
    }
    let mut is_first = false;
    let outcome = Box::pin(await_first(|| {
        is_first = true;
        build()
    }));
    let outcome = outcome.await;
    if is_first { Ok(outcome) } else { Err(AlreadyBuilt) }
}

#[cold]
async fn await_first<T: Single, E, F: Future<Output = Result<T, E>>>(
    build: impl FnOnce() -> F,
) -> Result<&'static T, E> {
    let place = T::place();
    let store = |value| place.value.get_or_init(|| value);
    let build = || {
        let work = build();
        async { work.await.map(store) }
    };
    SITE.build_async(Key::of::<T>(None), || place.value.get(), build).await
}
