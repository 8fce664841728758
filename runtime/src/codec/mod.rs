//! What the formats share: `CodecError`, `Limits`, and the rules that a decoder runs last.

mod error;
mod limits;
#[cfg(feature = "validated")]
pub(crate) mod rules;
#[cfg(any(feature = "graph", feature = "packed", feature = "proto"))]
mod utf8;

pub use error::{CodecError, CodecErrorKind, Fault};
pub use limits::Limits;
#[cfg(any(feature = "graph", feature = "packed", feature = "proto"))]
pub(crate) use utf8::utf8;
