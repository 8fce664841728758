//! `Value`: what a store keeps in one column, and the Rust types that columns have.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Timestamp;
use super::model::{ColumnMeta, Role};

/// What a store keeps in one column of one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value; the first of all in an ascending list, the last in a descending one.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number; of a timestamp, its microseconds since 1970-01-01T00:00:00Z.
    Int(i64),
    /// A finite number.
    Float(f64),
    /// Text without NUL; of a JSON column, its JSON; of a UUID, its digits in lower case, with hyphens.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A value per column, in the model's order.
pub type Row = Vec<Value>;

impl Value {
    /// Whether there is no value.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The order that every store sorts by: nothing first, numbers by size, text by its bytes.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Bytes(a), Self::Bytes(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Int(_) => 2,
            Self::Float(_) => 3,
            Self::Text(_) => 4,
            Self::Bytes(_) => 5,
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnKind {
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds, both included.
    Int {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// A finite number.
    Float,
    /// Text.
    Text,
    /// Bytes; base64 in JSON.
    Bytes,
    /// A point in time to the microsecond; RFC 3339 in JSON.
    Timestamp,
    /// Any JSON; text in the store.
    Json,
    /// A UUID, `67e55044-10b1-426f-9247-bb680e5fe0c8`.
    Uuid,
}

/// A stored value is not of the field's type: another program wrote the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The column, as the field is called.
    pub column: &'static str,
    /// The field's type.
    pub expected: &'static str,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored value of `{}` is no `{}`", self.column, self.expected)
    }
}

impl std::error::Error for Mismatch {}

/// A type that a column of a `#[crud_api]` struct can have.
///
/// Integers up to 64 bits (`u64` but not beyond `i64::MAX`), `f32`, `f64`, `bool`, `String`,
/// `Box<str>`, `Vec<u8>`, [`Timestamp`], with the feature `uuid` the `Uuid` of the crate `uuid`, and
/// `Option` of each.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    label = "not a column's type",
    note = "`#[crud(json)]` on the field stores any type that serde reads and writes, as JSON",
    note = "one of a few words is a `String` with `#[validate(one_of(\"..\", \"..\"))]`"
)]
#[cfg_attr(
    not(feature = "uuid"),
    diagnostic::on_unimplemented(
        note = "a `Uuid` needs dunder's feature `uuid`: write `features = [\"uuid\"]`"
    )
)]
pub trait Column: Clone + fmt::Debug + PartialEq + Send + Sync + 'static {
    /// The type without its `Option`: what a filter compares with.
    type Plain: Column;
    /// What the column holds.
    const KIND: ColumnKind;
    /// Whether it may hold nothing.
    const NULLABLE: bool = false;

    /// What the store keeps.
    fn into_value(self) -> Value;

    /// The value that the store kept, or nothing where it is of another type.
    fn from_value(value: Value) -> Option<Self>;

    /// The type as data.
    #[doc(hidden)]
    const META: ColumnMeta = ColumnMeta::of::<Self>();

    /// Whether every value of the kind is one of the type, so that none has to be tried.
    #[doc(hidden)]
    const TOTAL: bool = false;

    /// The JSON that a client sent, in the form that is stored; only JSON columns say more.
    ///
    /// # Errors
    /// What is wrong with it.
    #[doc(hidden)]
    fn canonical_json(json: String) -> Result<String, String> {
        Ok(json)
    }

    /// What the store keeps of a field that has the value without the column's wrapper.
    #[doc(hidden)]
    fn from_bare<B>(bare: B) -> Value
    where
        Self: Wraps<B>,
    {
        Self::wrap(bare).into_value()
    }

    /// What such a field has of the value that the store kept.
    #[doc(hidden)]
    fn to_bare<B>(value: Value) -> Option<B>
    where
        Self: Wraps<B>,
    {
        Self::from_value(value).map(Self::bare)
    }
}

/// A column of JSON around what its field has; whether that is JSON is asked elsewhere, and once.
#[doc(hidden)]
pub trait Wraps<B>: Sized {
    /// The column's value.
    fn wrap(bare: B) -> Self;

    /// The field's.
    fn bare(self) -> B;
}

impl<T> Wraps<T> for Json<T> {
    fn wrap(bare: T) -> Self {
        Self(bare)
    }

    fn bare(self) -> T {
        self.0
    }
}

impl<T> Wraps<Option<T>> for Option<Json<T>> {
    fn wrap(bare: Option<T>) -> Self {
        bare.map(Json)
    }

    fn bare(self) -> Option<T> {
        self.map(|Json(bare)| bare)
    }
}

macro_rules! integers {
    ($($int:ident)*) => {$(
        impl Column for $int {
            type Plain = Self;
            const TOTAL: bool = true;
            const KIND: ColumnKind = ColumnKind::Int {
                min: $int::MIN as i64,
                max: if size_of::<$int>() == 8 { i64::MAX } else { $int::MAX as i64 },
            };

            fn into_value(self) -> Value {
                // beyond i64 there is only u64; null is refused where the row is checked
                i64::try_from(self).map_or(Value::Null, Value::Int)
            }

            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Int(int) => int.try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}

#[allow(clippy::cast_possible_wrap, clippy::cast_lossless)]
mod integers {
    use super::{Column, ColumnKind, Value};
    integers!(i8 i16 i32 i64 u8 u16 u32 u64);
}

macro_rules! columns {
    ($($ty:ty, $kind:ident, $total:literal, $this:ident => $into:expr, $pattern:pat => $from:expr;)*) => {$(
        impl Column for $ty {
            type Plain = Self;
            const KIND: ColumnKind = ColumnKind::$kind;
            const TOTAL: bool = $total;

            fn into_value(self) -> Value {
                let $this = self;
                $into
            }

            fn from_value(value: Value) -> Option<Self> {
                match value {
                    $pattern => $from,
                    _ => None,
                }
            }
        }
    )*};
}

columns! {
    bool, Bool, true, it => Value::Bool(it), Value::Bool(it) => Some(it);
    f64, Float, true, it => Value::Float(it), Value::Float(it) => Some(it);
    f32, Float, false, it => Value::Float(widen(it)), Value::Float(it) => narrow(it);
    String, Text, true, it => Value::Text(it), Value::Text(it) => Some(it);
    Box<str>, Text, true, it => Value::Text(it.into()), Value::Text(it) => Some(it.into());
    Vec<u8>, Bytes, true, it => Value::Bytes(it), Value::Bytes(it) => Some(it);
    Timestamp, Timestamp, true, it => Value::Int(it.as_microsecond()),
        Value::Int(it) => Timestamp::from_microsecond(it).ok();
}

#[cfg(feature = "uuid")]
columns! {
    uuid::Uuid, Uuid, true, it => Value::Text(it.hyphenated().to_string()),
        Value::Text(it) => uuid::Uuid::try_parse(&it).ok();
}

/// The UUID of these bits, as columns have it.
#[cfg(any(feature = "postgres", feature = "test-util"))]
pub(super) fn uuid_text(bits: u128) -> String {
    let mut text = format!("{bits:032x}");
    for hyphen in [8, 13, 18, 23] {
        text.insert(hyphen, '-');
    }
    text
}

/// The `f64` of the same digits: 0.1, and not the 0.10000000149011612 that `0.1_f32` is.
fn widen(narrow: f32) -> f64 {
    narrow.to_string().parse().unwrap_or_else(|_| narrow.into())
}

/// The nearest `f32`; nothing beyond its range.
#[allow(clippy::cast_possible_truncation)]
fn narrow(wide: f64) -> Option<f32> {
    let narrow = wide as f32;
    (narrow.is_finite() || !wide.is_finite()).then_some(narrow)
}

impl<T: Column> Column for Option<T> {
    type Plain = T;
    const KIND: ColumnKind = T::KIND;
    const NULLABLE: bool = true;
    const TOTAL: bool = T::TOTAL;

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }

    fn from_value(value: Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }

    fn canonical_json(json: String) -> Result<String, String> {
        T::canonical_json(json)
    }
}

/// A field of any type that serde reads and writes, stored as JSON text.
#[derive(Clone, Debug, PartialEq)]
pub struct Json<T>(pub T);

impl<T> Column for Json<T>
where
    T: Serialize + DeserializeOwned + Clone + fmt::Debug + PartialEq + Send + Sync + 'static,
{
    type Plain = Self;
    const KIND: ColumnKind = ColumnKind::Json;
    const TOTAL: bool = true;

    fn into_value(self) -> Value {
        // null is refused where the row is checked
        serde_json::to_string(&self.0).map_or(Value::Null, Value::Text)
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(json) => serde_json::from_str(&json).ok().map(Self),
            _ => None,
        }
    }

    fn canonical_json(json: String) -> Result<String, String> {
        let value: T = serde_json::from_str(&json).map_err(|fault| fault.to_string())?;
        serde_json::to_string(&value).map_err(|fault| fault.to_string())
    }
}

/// A type that an id can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that an id can have",
    note = "an id is `i64` or `Uuid`, made by the server, or `String`, made by the client"
)]
pub trait Id: Column {
    /// The column as data.
    #[doc(hidden)]
    const META: ColumnMeta = <Self as Column>::META.role(Role::Id);
}
impl Id for i64 {}
impl Id for String {}
/// Version 7: each is after those that this process made before.
#[cfg(feature = "uuid")]
impl Id for uuid::Uuid {
    const META: ColumnMeta = ColumnMeta {
        fresh: Some(|| Self::now_v7().into_value()),
        ..<Self as Column>::META.role(Role::Id)
    };
}

/// A type that `#[crud(version)]` can stand on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot count versions",
    note = "`#[crud(version)]` stands on an `i64`, `i32` or `u32`"
)]
pub trait Version: Column {
    /// The column as data.
    #[doc(hidden)]
    const META: ColumnMeta = <Self as Column>::META.role(Role::Version);
}
impl Version for i64 {}
impl Version for i32 {}
impl Version for u32 {}

/// A type that `#[crud(created)]` and `#[crud(updated)]` can stand on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold the time of a write",
    note = "`#[crud(created)]` and `#[crud(updated)]` stand on a `dunder::crud_api::Timestamp`"
)]
pub trait Clock: Column {
    /// The column of when a row was made, as data.
    #[doc(hidden)]
    const CREATED: ColumnMeta = <Self as Column>::META.role(Role::Created);
    /// The column of when a row was last written, as data.
    #[doc(hidden)]
    const UPDATED: ColumnMeta = <Self as Column>::META.role(Role::Updated);
}
impl Clock for Timestamp {}

/// What a repository takes where a column's type is `T`: a `T`, and `&str` for text.
#[diagnostic::on_unimplemented(
    message = "a column of `{T}` does not compare with `{Self}`",
    label = "expected `{T}`"
)]
pub trait Arg<T> {
    /// The `T`.
    fn into_arg(self) -> T;
}

impl<T> Arg<T> for T {
    fn into_arg(self) -> T {
        self
    }
}

macro_rules! text_args {
    ($($from:ty => $to:ty),*) => {$(
        impl Arg<$to> for $from {
            fn into_arg(self) -> $to {
                <$to>::from(self.as_ref() as &str)
            }
        }
    )*};
}

text_args!(&str => String, &String => String, &str => Box<str>, &String => Box<str>);
