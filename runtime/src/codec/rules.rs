//! The last step of a decoder of a `#[validated]` struct: sanitizers, then rules.

use super::{CodecError, CodecErrorKind};
use crate::validated::Validate;

/// Runs the sanitizers of a struct that has none: one that has some has an inherent method of this
/// name, which the compiler prefers.
pub trait Clean: Sized {
    /// The value as its sanitizers leave it.
    #[must_use]
    fn __dunder_cleaned(self) -> Self {
        self
    }
}

impl<T> Clean for T {}

/// The value, if it breaks no rule. A derive writes
/// `{ use __private::codec::Clean as _; __private::codec::ruled(value.__dunder_cleaned()) }`.
///
/// # Errors
/// [`CodecErrorKind::Invalid`], with the `Invalid` as its source.
pub fn ruled<T: Validate>(value: T) -> Result<T, CodecError> {
    match value.validate() {
        Ok(()) => Ok(value),
        Err(invalid) => Err(CodecError::new(CodecErrorKind::Invalid).because(invalid)),
    }
}
