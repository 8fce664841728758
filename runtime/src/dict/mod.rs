#![doc = include_str!("../../../macros/doc/dict.md")]

mod containers;
mod json;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "uuid"))]
mod known;
mod parse;
#[doc(hidden)]
pub mod rows;
mod scalars;
#[cfg(feature = "std")]
mod time;
mod value;
mod view;

pub use json::Json;
pub use parse::{parse, parse_with};
pub use value::Value;
#[doc(hidden)]
pub use view::View;

use alloc::borrow::{Cow, ToOwned as _};
use alloc::string::String;

use crate::codec::{CodecError, CodecErrorKind, Limits};

/// A value that becomes a [`Value`] or JSON; `#[derive(Dict)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no dict form",
    label = "no `dunder::dict::ToDict` for `{Self}`",
    note = "put `#[derive(dunder::Dict)]` on it, or name a module with `#[dict(with = module)]`"
)]
pub trait ToDict {
    /// The value as data.
    fn to_value(&self) -> Value;

    /// Appends the value as JSON, without the detour over a [`Value`].
    fn write_json(&self, out: &mut Json) {
        self.to_value().write_json(out);
    }

    /// The value as a key of a map: a text as it is, and all else as its JSON.
    fn to_key(&self) -> Cow<'_, str> {
        match self.to_value() {
            Value::Text(text) => Cow::Owned(text),
            value => Cow::Owned(to_json(&value)),
        }
    }
}

/// A value that comes from a [`Value`]; `#[derive(Dict)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a dict",
    label = "no `dunder::dict::FromDict` for `{Self}`",
    note = "put `#[derive(dunder::Dict)]` on it, or name a module with `#[dict(with = module)]`"
)]
pub trait FromDict: Sized {
    /// The value that this data is.
    ///
    /// # Errors
    /// The kinds `WrongType`, `MissingField`, `UnknownTag`, `Malformed`, `Invalid`.
    fn from_value(value: &Value) -> Result<Self, CodecError>;

    /// The same, of JSON that never was a [`Value`] where the type can be read so.
    #[doc(hidden)]
    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        Self::from_value(&view.value())
    }

    /// What a field is that is not there: an `Option` is `None`, all else is missing.
    fn absent() -> Option<Self> {
        None
    }

    /// The value that this key of a map is.
    ///
    /// # Errors
    /// As [`FromDict::from_value`].
    fn from_key(key: &str) -> Result<Self, CodecError> {
        Self::from_value(&Value::Text(key.to_owned())).or_else(|fault| match parse(key) {
            Ok(value) => Self::from_value(&value),
            Err(_) => Err(fault),
        })
    }
}

/// The JSON of a value.
pub fn to_json<T: ToDict + ?Sized>(value: &T) -> String {
    let mut out = Json::default();
    value.write_json(&mut out);
    out.into()
}

/// The value that this JSON is.
///
/// # Errors
/// `Syntax`, `BadUtf8`, `TooDeep`, `TooLarge`, `TrailingBytes` and `DuplicateId` with the byte where
/// the text goes wrong; then those of [`FromDict::from_value`] with the path.
pub fn from_json<T: FromDict>(json: impl AsRef<[u8]>) -> Result<T, CodecError> {
    from_json_with(json, &Limits::default())
}

/// As [`from_json`], within these limits.
///
/// # Errors
/// As [`from_json`].
pub fn from_json_with<T: FromDict>(
    json: impl AsRef<[u8]>,
    limits: &Limits,
) -> Result<T, CodecError> {
    parse::read(json.as_ref(), limits, T::from_view)?
}

/// `from_value` of a type that is read by `from_view`.
macro_rules! by_view {
    () => {
        fn from_value(value: &$crate::dict::Value) -> Result<Self, $crate::CodecError> {
            Self::from_view($crate::dict::View::of(value))
        }
    };
}
use by_view;

#[cold]
fn wrong_type() -> CodecError {
    CodecError::new(CodecErrorKind::WrongType)
}

#[doc(hidden)]
pub mod expansion;
