//! Every name that expansions use; no part of the public API.
//!
//! An expansion names nothing but `$root::__private::..`, so that it means the same under
//! `#![no_implicit_prelude]`, a renamed dependency and user types called `Option` or `String`.

pub use alloc::borrow::ToOwned;
pub use alloc::boxed::Box;
pub use alloc::string::String;
pub use alloc::vec::Vec;
pub use core;
pub use core::clone::Clone;
pub use core::convert::{AsRef, From, Into};
pub use core::default::Default;
pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{self, Err, Ok};

#[cfg(feature = "std")]
pub use std;

#[cfg(feature = "crud_api")]
pub use dunder_macros::CrudApi;
#[cfg(feature = "singleton")]
pub use dunder_macros::Singleton;
#[cfg(feature = "validated")]
pub use dunder_macros::Validated;

#[cfg(feature = "serde")]
pub use serde;

#[cfg(feature = "singleton")]
pub mod singleton {
    //! What `#[singleton]` writes.
    pub use crate::__singleton_override as override_for_test;
    pub use crate::singleton::{
        AlreadyBuilt, Place, Single, Table, get, instance, instance_or, try_instance,
        try_instance_or,
    };
}

#[cfg(feature = "logged")]
pub mod logged {
    //! What `#[logged]` writes.
    pub use crate::__logged_conclude as conclude;
    pub use crate::logged::{
        About, Argument, ByDebug, ByNothing, Call, OfAnything, OfArgument, OfPlain, Redacted,
        Returned, Shown, Site, fallible, on, run,
    };
    pub use tracing::Level;
}
