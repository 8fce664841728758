//! The runtime half of `validated`: what a check finds, and the report of it.
//!
#![doc = include_str!("../../../macros/doc/validated.md")]

mod at;
mod catalog;
#[doc(hidden)]
pub mod checks;
mod composed;
mod errors;
mod expansion;
#[doc(hidden)]
pub mod formats;
mod invalid;
mod json;
mod kinds;
#[doc(hidden)]
pub mod later;
#[doc(hidden)]
pub mod param;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod reading;
mod rule;
#[doc(hidden)]
pub mod sanitize;
#[doc(hidden)]
pub mod schema;
#[cfg(feature = "serde")]
mod serialize;
#[doc(hidden)]
pub mod stock;
mod validate;

pub use catalog::Catalog;
pub use composed::{Moment, RuleFor};
pub use errors::Errors;
#[doc(hidden)]
pub use errors::Found;
pub use invalid::{Invalid, Violation, Violations};
pub use kinds::{Number, Text};
pub use later::ValidateAsync;
pub use rule::{Param, Rule};
pub use sanitize::TextMut;
pub use schema::{Definition, Schema};
pub use validate::Validate;

/// What keeping rules comes to: `Ok`, or every rule that is broken.
pub type Result<T = (), E = Invalid> = core::result::Result<T, E>;

/// What `#[validated]` says of a struct to the other macros that stand on it.
#[doc(hidden)]
pub mod meta {
    use super::Rule;

    /// The JSON name of each ruled field with its rules, in the struct's order. The rules of
    /// elements are the `inner` ones of a rule whose code is `each`; `nested` has no inner ones.
    pub type Rules = &'static [(&'static str, &'static [&'static Rule])];

    /// The rules of a struct's fields, as data, where something reads it: another macro on the
    /// struct, or a check inside of elements. What `#[crud_api]` stands on also has, for each ruled
    /// field, a hidden function `__dunder_check_NAME(&FieldType, &mut Errors<'_>)`.
    pub trait Fields {
        /// Whether rules look at more than one field, so that a patch is merged before its check.
        const CROSS: bool = false;
        /// The rules, as data.
        const RULES: Rules = &[];
        /// Runs the sanitizers of every field, before the rules look.
        fn clean(&mut self) {}
    }
}
