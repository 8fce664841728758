//! One instance of a type for the whole process: what [`singleton`](macro@crate::singleton) calls.
//!
#![doc = include_str!("../../macros/doc/singleton.md")]

use core::error::Error;
use core::fmt;

mod building;
mod chain;
mod eager;
mod local;
#[cfg(feature = "test-util")]
mod overrides;
mod process;
mod sync;
mod table;

#[doc(hidden)]
#[cfg(not(target_family = "wasm"))]
pub use eager::EAGER;
#[doc(hidden)]
pub use eager::{Accessed, Eager};
pub use eager::{EagerError, build_eager};
#[doc(hidden)]
pub use local::{
    Local, local_get, local_instance, local_instance_or, local_try_instance, local_try_instance_or,
};

#[cfg(feature = "test-util")]
#[doc(hidden)]
pub use overrides::Here;
#[cfg(feature = "test-util")]
pub use overrides::Override;
#[doc(hidden)]
pub use process::{
    Home, Place, Single, get, instance, instance_async, instance_or, instance_or_async,
    try_instance, try_instance_async, try_instance_or, try_instance_or_async,
};
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

/// Adds `override_for_test` to the impl block that calls it.
#[cfg(feature = "test-util")]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_override {
    (thread $($vis:tt)*) => {
        /// Puts `value` in the instance's place, for this thread and until the guard drops.
        $($vis)* fn override_for_test(value: Self) -> $crate::singleton::Override {
            $crate::singleton::Override::of_thread(value)
        }
    };
    (fault $($vis:tt)*) => {
        /// After a fault, nothing that could be a second one.
        $($vis)* fn override_for_test(_: Self) -> $crate::singleton::Override {
            $crate::__private::std::process::abort()
        }
    };
    (process $($vis:tt)*) => {
        /// Puts `value` in the instance's place, for this thread and until the guard drops.
        $($vis)* fn override_for_test(value: Self) -> $crate::singleton::Override {
            $crate::singleton::Override::new(value)
        }
    };
}

/// Adds the thread-local of a type that is not generic to its impl of `Single`.
#[cfg(feature = "test-util")]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_here {
    ($ty:ty) => {
        #[inline]
        fn here() -> $crate::__private::Option<&'static $crate::singleton::Here<$ty>> {
            $crate::__private::std::thread_local! {
                static HERE: $crate::__private::core::cell::Cell<
                    $crate::__private::Option<&'static $ty>,
                > = const { $crate::__private::core::cell::Cell::new($crate::__private::None) };
            }
            $crate::__private::Some(&HERE)
        }
    };
}

/// Adds nothing: without overrides every thread reads the one cell.
#[cfg(not(feature = "test-util"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_here {
    ($ty:ty) => {};
}

/// Adds nothing: `override_for_test` comes with the feature `test-util`.
#[cfg(not(feature = "test-util"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_override {
    ($($vis:tt)*) => {};
}
