//! Calls as `tracing` events: what [`logged`](macro@crate::logged) calls.
//!
#![doc = include_str!("../../macros/doc/logged.md")]

#[doc(hidden)]
mod call;
mod macros;
#[doc(hidden)]
mod show;
#[doc(hidden)]
mod site;

#[doc(hidden)]
pub use call::{Call, in_span, on, run, told};
#[doc(hidden)]
pub use show::{
    Argument, ByDebug, ByNothing, OfAnything, OfArgument, OfPlain, Redacted, Returned, Shown,
    fallible,
};
#[doc(hidden)]
pub use site::Site;
