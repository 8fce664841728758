//! One instance of a type for the whole process: what [`singleton`](macro@crate::singleton) calls.
//!
#![doc = include_str!("../../macros/doc/singleton.md")]

use core::error::Error;
use core::fmt;
use std::sync::OnceLock;

mod building;
#[cfg(feature = "test-util")]
mod overrides;
mod table;

#[cfg(feature = "test-util")]
pub use overrides::Override;
#[doc(hidden)]
pub use table::Table;

/// What `try_instance` says when the instance is there already.
///
/// ```
/// use dunder::singleton::AlreadyBuilt;
///
/// struct Port(u16);
///
/// #[dunder::singleton(on_conflict = "error")]
/// impl Port {
///     #[init]
///     fn new(number: u16) -> Self {
///         Self(number)
///     }
/// }
///
/// assert_eq!(Port::try_instance(80).map(|port| port.0), Ok(80));
/// assert_eq!(Port::try_instance(81).map(|port| port.0), Err(AlreadyBuilt));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AlreadyBuilt;

impl fmt::Display for AlreadyBuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the instance is already built, and its arguments are those of the first call")
    }
}

impl Error for AlreadyBuilt {}

/// A type with one instance; the macro writes the impl.
#[doc(hidden)]
pub trait Single: Sized + 'static {
    fn cell() -> &'static Place<Self>;
}

/// Where the instance lives.
#[doc(hidden)]
pub struct Place<T: 'static> {
    value: OnceLock<T>,
    #[cfg(feature = "test-util")]
    overrides: overrides::Count,
}

impl<T> Place<T> {
    pub const fn new() -> Self {
        Self {
            value: OnceLock::new(),
            #[cfg(feature = "test-util")]
            overrides: overrides::Count::new(),
        }
    }

    #[inline]
    fn get(&'static self) -> Option<&'static T> {
        #[cfg(feature = "test-util")]
        if let Some(value) = self.overrides.get() {
            return Some(value);
        }
        self.value.get()
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
    T::cell().get()
}

/// The instance, built if it is not there yet.
#[doc(hidden)]
#[inline]
pub fn instance<T: Single>(build: impl FnOnce() -> T) -> &'static T {
    match T::cell().get() {
        Some(value) => value,
        None => build_first(build),
    }
}

/// As [`instance`], for a constructor that may fail; its error leaves the place empty.
#[doc(hidden)]
#[inline]
pub fn instance_or<T: Single, E>(build: impl FnOnce() -> Result<T, E>) -> Result<&'static T, E> {
    match T::cell().get() {
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
    try_instance_or(|| Ok::<T, core::convert::Infallible>(build())).map(|Ok(value)| value)
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
    if let Some(value) = T::cell().overrides.get() {
        return Ok(Ok(value));
    }
    let mut is_first = false;
    let outcome = building::build(&T::cell().value, || {
        is_first = true;
        build()
    });
    if is_first { Ok(outcome) } else { Err(AlreadyBuilt) }
}

#[cold]
fn build_first<T: Single>(build: impl FnOnce() -> T) -> &'static T {
    let Ok(value) = try_build_first(|| Ok::<T, core::convert::Infallible>(build()));
    value
}

#[cold]
fn try_build_first<T: Single, E>(build: impl FnOnce() -> Result<T, E>) -> Result<&'static T, E> {
    building::build(&T::cell().value, build)
}

/// Adds `override_for_test` to the impl block that calls it.
#[cfg(feature = "test-util")]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_override {
    ($($vis:tt)*) => {
        /// Puts `value` in the instance's place, for this thread and until the guard drops.
        $($vis)* fn override_for_test(value: Self) -> $crate::singleton::Override {
            $crate::singleton::Override::new(value)
        }
    };
}

/// Adds nothing: `override_for_test` comes with the feature `test-util`.
#[cfg(not(feature = "test-util"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_override {
    ($($vis:tt)*) => {};
}
