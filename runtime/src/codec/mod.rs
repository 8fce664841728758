//! What the formats share: `CodecError`, `Limits`, and the rules that a decoder runs last.

mod error;
mod limits;
#[cfg(feature = "validated")]
pub(crate) mod rules;

pub use error::{CodecError, CodecErrorKind, Fault};
pub use limits::Limits;
