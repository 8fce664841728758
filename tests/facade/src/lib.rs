//! A crate that re-exports `dunder`, as a framework would: its users write `crate = facade::macros`
//! and have no dependency on `dunder` themselves.

pub use dunder as macros;
