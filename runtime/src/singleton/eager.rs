//! `eager`: instances that are built when `main` asks for it, and not at their first use.

use core::fmt;
use std::boxed::Box;
use std::error::Error;
use std::vec::Vec;

/// A singleton that says `eager`.
#[doc(hidden)]
pub struct Eager {
    pub type_name: fn() -> &'static str,
    pub build: fn() -> Result<(), Box<dyn Error + Send + Sync>>,
}

/// Every eager singleton of this program.
#[doc(hidden)]
#[cfg(not(target_family = "wasm"))]
#[linkme::distributed_slice]
pub static EAGER: [Eager];

#[cfg(target_family = "wasm")]
inventory::collect!(Eager);

/// Builds every `#[singleton(eager)]` that is linked into this program, in the order of their
/// types' names, each after what its constructor needs. Call it first thing in `main`: no code of
/// dunder runs before.
///
/// What is built already stays; another call builds what is not.
///
/// ```
/// use dunder::singleton;
///
/// struct Settings {
///     level: u8,
/// }
///
/// #[singleton(eager)]
/// impl Settings {
///     #[init]
///     fn read() -> Result<Self, std::num::ParseIntError> {
///         Ok(Self { level: "3".parse()? })
///     }
/// }
///
/// fn main() -> Result<(), singleton::EagerError> {
///     assert!(Settings::get().is_none());
///     singleton::build_eager()?;
///     assert_eq!(Settings::get().map(|settings| settings.level), Some(3));
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// The first error of a constructor; what comes after it is not built.
///
/// # Panics
///
/// Where a constructor does.
pub fn build_eager() -> Result<(), EagerError> {
    #[cfg(not(target_family = "wasm"))]
    let all = EAGER.static_slice().iter();
    #[cfg(target_family = "wasm")]
    let all = inventory::iter::<Eager>();
    let mut all: Vec<&Eager> = all.collect();
    all.sort_by_key(|eager| (eager.type_name)());
    for eager in all {
        (eager.build)().map_err(|source| EagerError { type_name: (eager.type_name)(), source })?;
    }
    Ok(())
}

/// Why [`build_eager`] could not build an instance.
///
/// `Debug` is `Display` with the causes, so that what `main` prints can be read.
#[non_exhaustive]
pub struct EagerError {
    /// The type, as [`core::any::type_name`] spells it.
    pub type_name: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

impl fmt::Display for EagerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the singleton `{}` could not be built", self.type_name)
    }
}

impl fmt::Debug for EagerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl Error for EagerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// What an accessor returns, as an eager build sees it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be built eagerly",
    label = "its error is no error of `build_eager`",
    note = "the constructor's error is an `Error + Send + Sync`, a `String` or a `&str`"
)]
pub trait Accessed {
    /// Whether there is an instance.
    ///
    /// # Errors
    ///
    /// The constructor's own.
    fn accessed(self) -> Result<(), Box<dyn Error + Send + Sync>>;
}

impl<T> Accessed for &'static T {
    fn accessed(self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> Accessed for Result<&'static T, E> {
    fn accessed(self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.map(|_| ()).map_err(Into::into)
    }
}

/// Notes an eager singleton where `build_eager` finds it.
#[cfg(not(target_family = "wasm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_eager {
    ($ty:ty, $build:expr) => {
        const _: () = {
            #[$crate::__private::singleton::linkme::distributed_slice(
                $crate::__private::singleton::EAGER
            )]
            #[linkme(crate = $crate::__private::singleton::linkme)]
            static __EAGER: $crate::__private::singleton::Eager =
                $crate::__private::singleton::Eager {
                    type_name: $crate::__private::core::any::type_name::<$ty>,
                    build: || $crate::__private::singleton::Accessed::accessed($build),
                };
        };
    };
}

/// Notes an eager singleton where `build_eager` finds it.
#[cfg(target_family = "wasm")]
#[doc(hidden)]
#[macro_export]
macro_rules! __singleton_eager {
    ($ty:ty, $build:expr) => {
        $crate::__private::singleton::inventory::submit! {
            $crate::__private::singleton::Eager {
                type_name: $crate::__private::core::any::type_name::<$ty>,
                build: || $crate::__private::singleton::Accessed::accessed($build),
            }
        }
    };
}
