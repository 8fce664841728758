//! The runtime half of `plugin`: registries, their entries, and how the linker fills them.
//!
#![doc = include_str!("../../../macros/doc/plugin_registry.md")]
//!
//! # Plugins
//!
#![doc = include_str!("../../../macros/doc/plugin.md")]

mod build;
mod entry;
mod error;
pub(crate) mod link;
mod order;
pub(crate) mod registry;

pub use build::Outcome;
pub use entry::Entry;
pub use error::PluginError;
pub use registry::{Iter, Pluggable, Registry};

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
