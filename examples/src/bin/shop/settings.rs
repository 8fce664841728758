//! What the shop is told by its environment, once.

use std::env::{self, VarError};
use std::str::FromStr;

use dunder::singleton;

/// The shop's settings.
#[derive(Debug)]
pub struct Settings {
    /// What prices are in.
    pub currency: String,
    /// From how many pieces on a line is cheaper.
    pub bulk_from: i64,
    /// By how many percent it is then.
    pub bulk_percent: f64,
}

#[singleton]
impl Settings {
    /// Reads `SHOP_CURRENCY`, `SHOP_BULK_FROM` and `SHOP_BULK_PERCENT`.
    #[init]
    pub fn from_environment() -> Result<Self, String> {
        Ok(Self {
            currency: variable("SHOP_CURRENCY", String::from("EUR"))?,
            bulk_from: variable("SHOP_BULK_FROM", 10)?,
            bulk_percent: variable("SHOP_BULK_PERCENT", 5.0)?,
        })
    }
}

/// An environment variable, or what stands in for it.
pub fn variable<T: FromStr>(name: &str, otherwise: T) -> Result<T, String> {
    match env::var(name) {
        Ok(text) => text.parse().map_err(|_| format!("`{name}` cannot be `{text}`")),
        Err(VarError::NotPresent) => Ok(otherwise),
        Err(VarError::NotUnicode(_)) => Err(format!("`{name}` is no text")),
    }
}
