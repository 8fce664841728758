//! What a plugin's constructor may return.

use std::error::Error;

/// What an `#[init]` constructor of the plugin `P` returns: `P` itself or `Result<P, E>`.
#[diagnostic::on_unimplemented(
    message = "a plugin's constructor cannot return `{Self}`",
    label = "returns `{Self}`",
    note = "an `#[init]` constructor returns `Self`, or `Result<Self, E>` where `E` is an error, \
            a `String` or a `&str`"
)]
pub trait Outcome<P> {
    /// The plugin, or why there is none.
    ///
    /// # Errors
    /// The constructor's own.
    fn outcome(self) -> Result<P, Box<dyn Error + Send + Sync>>;
}

impl<P> Outcome<P> for P {
    #[inline]
    fn outcome(self) -> Result<P, Box<dyn Error + Send + Sync>> {
        Ok(self)
    }
}

impl<P, E: Into<Box<dyn Error + Send + Sync>>> Outcome<P> for Result<P, E> {
    #[inline]
    fn outcome(self) -> Result<P, Box<dyn Error + Send + Sync>> {
        self.map_err(Into::into)
    }
}
