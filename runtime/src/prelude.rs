//! Every macro, and every trait without its name: `use dunder::prelude::*;`.

#[cfg(feature = "crud_api")]
pub use crate::crud_api;
#[cfg(feature = "logged")]
pub use crate::logged;
#[cfg(feature = "plugin")]
pub use crate::plugin::Pluggable as _;
#[cfg(feature = "singleton")]
pub use crate::singleton;
#[cfg(feature = "validated")]
pub use crate::validated;
#[cfg(feature = "plugin")]
pub use crate::{link_plugins, plugin, plugin_registry};
