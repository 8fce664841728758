//! The instance of a type for the whole process.

use core::convert::Infallible;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::boxed::Box;
use std::sync::OnceLock;

use super::AlreadyBuilt;
use super::building::{Key, Site};
#[cfg(feature = "test-util")]
use super::overrides::{self, Here};

/// Where all instances are built.
pub(super) static SITE: Site = Site::new();

/// A type with one instance; the macro writes the impl.
#[doc(hidden)]
pub trait Single: Sized + 'static {
    /// A [`Place`], or a generic type's [`Table`](super::Table).
    type Home: Home<Self>;

    fn home() -> &'static Self::Home;

    /// What this thread reads, if a thread-local of the type's own knows it; a generic type has none.
    #[cfg(feature = "test-util")]
    #[inline]
    fn here() -> Option<&'static Here<Self>> {
        None
    }
}

/// Where the instance of `T` lives.
#[doc(hidden)]
pub trait Home<T>: 'static {
    /// The instance if it is built.
    fn built(&'static self) -> Option<&'static T>;

    /// Keeps the instance; called where there is none, by one thread at a time.
    fn keep(&'static self, value: T) -> &'static T;
}

/// Where the instance of a type lives that is not generic.
#[doc(hidden)]
pub struct Place<T: 'static> {
    value: OnceLock<T>,
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

impl<T> Home<T> for Place<T> {
    #[inline]
    fn built(&'static self) -> Option<&'static T> {
        self.value.get()
    }

    #[cold]
    fn keep(&'static self, value: T) -> &'static T {
        self.value.get_or_init(|| value)
    }
}

/// The instance of `T` if it is built, whatever a test has put in its place.
#[inline]
pub(super) fn built<T: Single>() -> Option<&'static T> {
    T::home().built()
}

/// The instance if there is one; never builds.
#[doc(hidden)]
#[inline]
pub fn get<T: Single>() -> Option<&'static T> {
    #[cfg(feature = "test-util")]
    return overrides::read();
    #[cfg(not(feature = "test-util"))]
    built()
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
    SITE.build(Key::of::<T>(None), built, || build().map(|value| T::home().keep(value)))
}

/// As [`instance`], awaited, where [`get`] has found none.
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn instance_async<T: Single, F: Future<Output = T>>(
    build: impl FnOnce() -> F,
) -> First<impl Future<Output = &'static T>> {
    First(Box::pin(async {
        let Ok(value) = await_first(|| {
            let work = build();
            async { Ok::<T, Infallible>(work.await) }
        })
        .await;
        value
    }))
}

/// As [`instance_or`], awaited, where [`get`] has found none.
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn instance_or_async<T: Single, E, F: Future<Output = Result<T, E>>>(
    build: impl FnOnce() -> F,
) -> First<impl Future<Output = Result<&'static T, E>>> {
    First(Box::pin(await_first(build)))
}

/// A future that only the first callers poll: what the others run is small, so the compiler can
/// put it into the function that awaits.
#[doc(hidden)]
#[must_use = "futures do nothing unless awaited"]
pub struct First<F>(Pin<Box<F>>);

impl<F: Future> Future for First<F> {
    type Output = F::Output;

    #[cold]
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.0.as_mut().poll(cx)
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
    let build = || {
        let work = build();
        async { work.await.map(|value| T::home().keep(value)) }
    };
    SITE.build_async(Key::of::<T>(None), built, build).await
}
