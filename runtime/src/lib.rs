#![cfg_attr(feature = "full", doc = include_str!("../../README.md"))]
#![cfg_attr(
    not(feature = "full"),
    doc = "Python's metaprogramming for Rust: see the README for the whole picture."
)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;

// Expansions name the runtime by the path a user has for it; this crate's own tests are users too.
extern crate self as dunder;

#[doc(hidden)]
pub mod __private;

#[cfg(feature = "aio")]
pub mod aio;
#[cfg(any(feature = "plugin", feature = "graph"))]
mod claim;
#[cfg(feature = "class")]
pub mod class;
#[cfg(any(feature = "dict", feature = "proto", feature = "packed", feature = "graph"))]
pub mod codec;
#[cfg(feature = "crud_api")]
pub mod crud_api;
#[cfg(feature = "descriptor")]
pub mod descriptor;
#[cfg(feature = "dict")]
pub mod dict;
#[cfg(feature = "graph")]
pub mod graph;
#[cfg(any(feature = "dict", all(feature = "validated", feature = "json")))]
mod json;
#[cfg(feature = "logged")]
pub mod logged;
#[cfg(feature = "packed")]
pub mod packed;
#[cfg(feature = "patchable")]
pub mod patchable;
#[cfg(feature = "plugin")]
pub mod plugin;
#[cfg(feature = "proto")]
pub mod proto;
#[cfg(feature = "singleton")]
pub mod singleton;
#[cfg(feature = "validated")]
pub mod validated;
#[cfg(feature = "weak")]
pub mod weak;

/// What replaces what; its examples run with those of the crate.
#[cfg(all(doctest, feature = "full"))]
#[doc = include_str!("../../docs/migration.md")]
mod migration {}

#[cfg(any(
    feature = "plugin",
    feature = "patchable",
    all(feature = "descriptor", feature = "dyn")
))]
mod similar;

#[cfg(feature = "class")]
pub use class::{Metaclass, MetaclassOf, Object, issubclass};
#[cfg(any(feature = "dict", feature = "proto", feature = "packed", feature = "graph"))]
pub use codec::{CodecError, CodecErrorKind, Limits};
#[cfg(feature = "descriptor")]
pub use descriptor::{
    Attr, DeleteDescriptor, Descriptor, Field, FieldMeta, Properties, PropertyMeta, SetDescriptor,
};
#[cfg(feature = "dict")]
pub use dunder_macros::Dict;
#[cfg(feature = "packed")]
pub use dunder_macros::Packed;
#[cfg(feature = "proto")]
pub use dunder_macros::Proto;
#[cfg(feature = "crud_api")]
pub use dunder_macros::crud_api;
#[cfg(feature = "logged")]
pub use dunder_macros::logged;
#[cfg(feature = "singleton")]
pub use dunder_macros::singleton;
#[cfg(feature = "aio")]
pub use dunder_macros::timeout;
#[cfg(feature = "graph")]
pub use dunder_macros::{Graph, graph_dyn};
#[cfg(feature = "class")]
pub use dunder_macros::{class, methods};
#[cfg(feature = "descriptor")]
pub use dunder_macros::{descriptors, properties};
#[cfg(feature = "patchable")]
pub use dunder_macros::{extend, original, patch, patch_fn, patchable};
#[cfg(feature = "plugin")]
pub use dunder_macros::{plugin, plugin_registry};
#[cfg(feature = "validated")]
pub use dunder_macros::{rule_alias, validated};
#[cfg(feature = "patchable")]
pub use patchable::{
    InPatchScope, InstanceGuard, MonkeyPatch, Patch, PatchError, PatchGuard, Patched, Scope,
};
#[cfg(feature = "validated")]
pub use validated::{Invalid, Validate};
#[cfg(feature = "weak")]
pub use weak::{
    Events, Finalizer, Held, HeldWeak, Listener, ReferenceError, Subscription, WeakCache, WeakMap,
    WeakProxy, WeakSet, finalize,
};

pub mod prelude;
