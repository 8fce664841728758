//! `Late`: values whose broken rules are reported apart from the reader's own errors, so that the
//! struct around tells them all.
//!
//! A value that breaks a rule is dropped where it is read, and its report goes on in its place: no
//! caller, and no rule of the struct around, ever has it in hand.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::validated::Invalid;

/// A value that keeps its rules, or the report.
pub type Held<T> = Result<T, Invalid>;

/// Values that can be read with their violations apart: structs with rules, plain values, and the
/// containers of the standard library around them.
pub trait Late<'de>: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// Those of the deserializer; broken rules are in the `Held`.
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error>;

    /// Reads the value from among the fields of the struct around it.
    ///
    /// # Errors
    /// Those of the deserializer; broken rules are in the `Held`.
    fn late_flat<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        Self::late(deserializer)
    }
}

/// How a field is read.
pub trait How<'de, T> {
    /// Reads the field's value.
    ///
    /// # Errors
    /// Those of the deserializer; broken rules are in the `Held`.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Held<T>, D::Error>;
}

/// By its own `Deserialize`.
pub struct Plain;

impl<'de, T: Deserialize<'de>> How<'de, T> for Plain {
    #[inline]
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Held<T>, D::Error> {
        caught(T::deserialize(deserializer))
    }
}

/// A text that stays in the document where it can: `#[serde(borrow)]`.
pub struct Borrowed;

impl<'de: 'a, 'a> How<'de, Cow<'a, str>> for Borrowed {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Cow<'a, str>>, D::Error> {
        caught(deserializer.deserialize_str(Text(PhantomData)))
    }
}

struct Text<'a>(PhantomData<&'a str>);

impl<'de: 'a, 'a> Visitor<'de> for Text<'a> {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

/// By its own `Deserialize`, and no error tells the value.
pub struct Secret;

impl<'de, T: Deserialize<'de>> How<'de, T> for Secret {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Held<T>, D::Error> {
        caught(T::deserialize(deserializer).map_err(hidden))
    }
}

/// The error without what it may tell of the value; that the value is missing stays.
fn hidden<E: Error>(fault: E) -> E {
    if alloc::format!("{fault}").starts_with("missing field `") {
        return fault;
    }
    E::custom("a secret value of the wrong type")
}

/// Reads a field whose value no error may tell.
///
/// # Errors
/// That the value is of another type, without the value.
pub fn read_secret<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map_err(|_| Error::custom("a secret value of the wrong type"))
}

/// Asks a type which way it is read: `(&&Way::<T>::NEW).read(..)` finds `ByRules` first.
pub struct Way<T>(PhantomData<T>);

impl<T> Clone for Way<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Way<T> {}

impl<T> Way<T> {
    /// The question.
    pub const NEW: Self = Self(PhantomData);
}

/// The answer of types that are `Late`.
pub trait ByRules<'de, T> {
    /// Reads the value.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error>;

    /// Reads the value of a flattened field.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn read_flat<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error>;
}

impl<'de, T: Late<'de>> ByRules<'de, T> for &&Way<T> {
    #[inline]
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error> {
        T::late(deserializer)
    }

    fn read_flat<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error> {
        T::late_flat(deserializer)
    }
}

/// The answer of all others, which keep their own rules while they are read.
pub trait ByItself<'de, T> {
    /// Reads the value.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error>;

    /// Reads the value of a flattened field.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn read_flat<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error>;
}

impl<'de, T: Deserialize<'de>> ByItself<'de, T> for &Way<T> {
    #[inline]
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error> {
        caught(T::deserialize(deserializer))
    }

    fn read_flat<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error> {
        caught(T::deserialize(deserializer))
    }
}

/// The answer of types that cannot be read at all, which says so at the field's type.
pub trait ByNothing<'de, T> {
    /// Never: no type is `Readable`.
    ///
    /// # Errors
    /// None.
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error>
    where
        T: Readable;

    /// As `read`.
    ///
    /// # Errors
    /// None.
    fn read_flat<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<T>, D::Error>
    where
        T: Readable;
}

/// What a type without `Deserialize` lacks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read",
    label = "no `Deserialize` for `{Self}`",
    note = "write `#[derive(serde::Deserialize)]` on it, or on what is in it, below `#[validated]`"
)]
pub trait Readable {}

impl<'de, T> ByNothing<'de, T> for Way<T> {
    fn read<D: Deserializer<'de>>(self, _: D) -> Result<Held<T>, D::Error>
    where
        T: Readable,
    {
        Err(Error::custom("no `Deserialize`"))
    }

    fn read_flat<D: Deserializer<'de>>(self, _: D) -> Result<Held<T>, D::Error>
    where
        T: Readable,
    {
        Err(Error::custom("no `Deserialize`"))
    }
}

/// A field of the struct that serde reads, in place of the field itself.
pub struct Slot<T, M>(pub Held<T>, pub(super) PhantomData<M>);

impl<T, M> From<T> for Slot<T, M> {
    fn from(value: T) -> Self {
        Self(Ok(value), PhantomData)
    }
}

impl<T: Default, M> Default for Slot<T, M> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<'de, T, M: How<'de, T>> Deserialize<'de> for Slot<T, M> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(M::read(deserializer)?, PhantomData))
    }
}

/// What a field's reader found: `from_json` reads on after an error, nobody else can.
///
/// # Errors
/// Those of other deserializers.
#[inline]
pub fn caught<T, E: Error>(read: Result<T, E>) -> Result<Held<T>, E> {
    match read {
        Ok(value) => Ok(Ok(value)),
        // the value is not part of what this returns, so that it may stay in a register
        Err(fault) => match told(fault) {
            Ok(invalid) => Ok(Err(invalid)),
            Err(fault) => Err(fault),
        },
    }
}

/// What a key's reader found; an error that does not say at which key is left to who knows the key.
///
/// # Errors
/// Those of other deserializers, and those without a place.
pub(super) fn caught_at_key<T, E: Error>(read: Result<T, E>) -> Result<Held<T>, E> {
    match read {
        #[cfg(feature = "json")]
        Err(fault) if super::tree::Told::of(&fault).is_some_and(|told| told.has_no_place()) => {
            Err(fault)
        }
        read => caught(read),
    }
}

/// The report that is behind an error of `from_json`.
#[cold]
#[inline(never)]
fn told<E: Error>(fault: E) -> Result<Invalid, E> {
    #[cfg(feature = "json")]
    if let Some(told) = super::tree::Told::of(&fault) {
        return Ok(told.into());
    }
    Err(fault)
}

/// What a deserializer read, if it breaks no rule.
///
/// # Errors
/// The deserializer's, or the report as one of them.
#[inline]
pub fn finish<'de, T: Late<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    match T::late(deserializer) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(invalid)) => Err(D::Error::custom(invalid)),
        Err(fault) => Err(fault),
    }
}
