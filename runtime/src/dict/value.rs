//! `Value`: what a dict holds.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Index;

use super::{FromDict, Json, ToDict, View, by_view, to_json};
use crate::codec::CodecError;

/// Data of any shape: what JSON can say, with integers kept apart from floats.
///
/// ```
/// use dunder::dict::Value;
///
/// let value = dunder::dict::parse(r#"{"name": "Ann", "tags": [1, 2.5, null]}"#)?;
/// assert_eq!(value["name"], "Ann");
/// assert_eq!(value["tags"][0], 1);
/// assert_eq!(value["tags"][2], Value::Null);
/// assert_eq!(value["age"].as_i64(), None);
/// assert_eq!(value.to_string(), r#"{"name":"Ann","tags":[1,2.5,null]}"#);
/// # Ok::<(), dunder::CodecError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing, Python's `None`.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name.
    Dict(BTreeMap<Cow<'static, str>, Value>),
}

static NULL: Value = Value::Null;

impl Value {
    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The whole number, if it is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        if let Self::Int(value) = self { (*value).try_into().ok() } else { None }
    }

    /// The whole number, if it is one that fits.
    pub fn as_u64(&self) -> Option<u64> {
        if let Self::Int(value) = self { (*value).try_into().ok() } else { None }
    }

    /// The number, if it is one; a whole one is rounded to the nearest float.
    #[expect(clippy::cast_precision_loss, reason = "the docs say so")]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    /// The dict, if it is one.
    pub fn as_dict(&self) -> Option<&BTreeMap<Cow<'static, str>, Self>> {
        if let Self::Dict(values) = self { Some(values) } else { None }
    }

    /// The value of this name, if it is a dict that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_dict()?.get(name)
    }
}

/// The value of this name; [`Value::Null`] where there is none.
impl Index<&str> for Value {
    type Output = Self;

    fn index(&self, name: &str) -> &Self {
        self.get(name).unwrap_or(&NULL)
    }
}

/// The value at this place of a list; [`Value::Null`] where there is none.
impl Index<usize> for Value {
    type Output = Self;

    fn index(&self, index: usize) -> &Self {
        self.as_list().and_then(|values| values.get(index)).unwrap_or(&NULL)
    }
}

/// The value as JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_json(self))
    }
}

impl ToDict for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }

    fn write_json(&self, out: &mut Json) {
        match self {
            Self::Null => out.raw("null"),
            Self::Bool(value) => value.write_json(out),
            Self::Int(value) => value.write_json(out),
            Self::Float(value) => value.write_json(out),
            Self::Text(value) => out.text(value),
            Self::List(values) => values.write_json(out),
            Self::Dict(values) => values.write_json(out),
        }
    }
}

impl FromDict for Value {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        Ok(view.value().into_owned())
    }
}

macro_rules! from {
    ($($ty:ty: $value:ident => $made:expr;)+) => {
        $(impl From<$ty> for Value {
            fn from($value: $ty) -> Self {
                $made
            }
        })+
    };
}

from! {
    bool: value => Self::Bool(value);
    u8: value => Self::Int(value.into());
    u16: value => Self::Int(value.into());
    u32: value => Self::Int(value.into());
    u64: value => Self::Int(value.into());
    i8: value => Self::Int(value.into());
    i16: value => Self::Int(value.into());
    i32: value => Self::Int(value.into());
    i64: value => Self::Int(value.into());
    i128: value => Self::Int(value);
    f32: value => Self::Float(value.into());
    f64: value => Self::Float(value);
    String: value => Self::Text(value);
    &str: value => Self::Text(value.to_owned());
    BTreeMap<Cow<'static, str>, Value>: value => Self::Dict(value);
    BTreeMap<&'static str, Value>: value => {
        Self::Dict(value.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    };
    BTreeMap<String, Value>: value => {
        Self::Dict(value.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect())
    };
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! equal {
    ($($ty:ty),+) => {
        $(impl PartialEq<$ty> for Value {
            fn eq(&self, other: &$ty) -> bool {
                let other: Self = (*other).into();
                *self == other
            }
        })+
    };
}

equal!(bool, u8, u16, u32, u64, i8, i16, i32, i64, i128, f32, f64);

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<String> for Value {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == Some(other)
    }
}
