//! The runtime half of `plugin`: registries, their entries, and how the linker fills them.
//!
#![doc = include_str!("../../../macros/doc/plugin_registry.md")]
//!
//! # Plugins
//!
#![doc = include_str!("../../../macros/doc/plugin.md")]

pub(crate) mod build;
mod entry;
mod error;
mod few;
mod index;
pub(crate) mod link;
mod location;
mod order;
pub(crate) mod registry;
#[cfg(feature = "json")]
pub(crate) mod tagged;

pub use build::Outcome;
pub use entry::Entry;
pub use error::PluginError;
pub use index::Iter;
pub use location::Location;
pub use registry::{Pluggable, Registry};

/// Gives a plugin's constant what writes its values.
#[cfg(feature = "json")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_written {
    ($ty:ty, $plugin:expr, $share:expr) => {{
        #[allow(unused_imports)]
        use $crate::__private::plugin::NotWritten as _;
        $plugin.write($crate::__private::plugin::Probe::<$ty>::WRITE).share($share)
    }};
}

/// Nothing writes it without the feature `json`.
#[cfg(not(feature = "json"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_written {
    ($ty:ty, $plugin:expr, $share:expr) => {
        $plugin
    };
}

/// Links crates for the sake of their plugins: a crate that nothing names is not linked, and its
/// plugins would be missing without a word.
///
/// ```
/// # extern crate alloc as email_crate;
/// # extern crate core as sms_crate;
/// dunder::link_plugins!(email_crate, sms_crate);
/// # fn main() {}
/// ```
///
/// [`Registry::require`] tells at run time whether a link was forgotten.
#[macro_export]
macro_rules! link_plugins {
    ($($krate:ident),+ $(,)?) => {
        $(
            #[allow(unused_imports)]
            use $krate as _;
        )+
    };
}
