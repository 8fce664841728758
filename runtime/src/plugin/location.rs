//! `Location`: where a plugin stands.

use core::fmt;

/// Where a plugin's `#[plugin]` stands, or where it is registered: what
/// [`core::panic::Location`] says, as a value.
///
/// A static of the compiler's for each plugin would be an address more that the loader has to put
/// right before `main`; this is made of code, when the registry is first asked.
///
/// ```
/// use dunder::{plugin, plugin_registry};
///
/// #[plugin_registry]
/// trait Codec {}
///
/// #[plugin(Codec)]
/// #[derive(Default)]
/// struct Gzip;
/// impl Codec for Gzip {}
///
/// let location = <dyn Codec>::registry().get::<Gzip>().unwrap().location;
/// assert_eq!(location.file(), file!());
/// assert!(location.to_string().starts_with(file!()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    file: &'static str,
    line: u32,
    column: u32,
}

impl Location {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(file: &'static str, line: u32, column: u32) -> Self {
        Self { file, line, column }
    }

    /// Where the function that calls this was called, if it is `#[track_caller]`.
    #[track_caller]
    #[must_use]
    pub const fn caller() -> Self {
        let caller = core::panic::Location::caller();
        Self::new(caller.file(), caller.line(), caller.column())
    }

    /// The source file, as the compiler was given it.
    #[must_use]
    pub const fn file(&self) -> &'static str {
        self.file
    }

    /// The line, from 1.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The column, from 1.
    #[must_use]
    pub const fn column(&self) -> u32 {
        self.column
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The place of the user's word that this is written for.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_here {
    () => {
        $crate::plugin::Location::new(
            $crate::__private::core::file!(),
            $crate::__private::core::line!(),
            $crate::__private::core::column!(),
        )
    };
}
