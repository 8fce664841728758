//! Methods and class attributes that can be replaced while the program runs.
//!
#![doc = include_str!("../../../macros/doc/patchable.md")]

#[doc(hidden)]
pub mod bars;
mod entry;
mod error;
#[doc(hidden)]
pub mod find;
#[doc(hidden)]
pub mod guard;
mod life;
mod monkey;
#[doc(hidden)]
pub mod names;
#[doc(hidden)]
pub mod numbers;
mod scope;
#[doc(hidden)]
pub mod site;
mod state;
mod sync;

pub use error::PatchError;
pub use guard::{InstanceGuard, Patch, PatchGuard, Patched};
pub use monkey::MonkeyPatch;
pub use scope::{InPatchScope, InScope, Scope};
#[doc(hidden)]
pub use site::Site;
