//! Every macro, and every trait without its name: `use dunder::prelude::*;`.

#[cfg(feature = "aio")]
pub use crate::aio::{AsyncContext as _, Manager as _};
#[cfg(feature = "class")]
pub use crate::class::Object as _;
#[cfg(feature = "crud_api")]
pub use crate::crud_api;
#[cfg(feature = "descriptor")]
pub use crate::descriptor::{
    DeleteDescriptor as _, Descriptor as _, Field as _, Properties as _, SetDescriptor as _,
};
#[cfg(feature = "logged")]
pub use crate::logged;
#[cfg(feature = "patchable")]
pub use crate::patchable::InPatchScope as _;
#[cfg(feature = "plugin")]
pub use crate::plugin::Pluggable as _;
#[cfg(feature = "singleton")]
pub use crate::singleton;
#[cfg(feature = "aio")]
pub use crate::timeout;
#[cfg(feature = "weak")]
pub use crate::weak::Listener as _;
#[cfg(feature = "dict")]
pub use crate::{
    Dict,
    dict::{FromDict as _, ToDict as _},
};
#[cfg(feature = "graph")]
pub use crate::{Graph, graph_dyn};
#[cfg(feature = "packed")]
pub use crate::{
    Packed,
    packed::{Pack as _, Unpack as _},
};
#[cfg(feature = "proto")]
pub use crate::{
    Proto,
    proto::{Decode as _, Encode as _},
};
#[cfg(feature = "validated")]
pub use crate::{Validate as _, rule_alias, validated};
#[cfg(feature = "class")]
pub use crate::{class, methods};
#[cfg(feature = "descriptor")]
pub use crate::{descriptors, properties};
#[cfg(feature = "patchable")]
pub use crate::{extend, original, patch, patch_fn, patchable};
#[cfg(feature = "plugin")]
pub use crate::{link_plugins, plugin, plugin_registry};
