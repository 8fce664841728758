//! `Encode`, `Decode` and `Message`: what `#[derive(Proto)]` implements.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::read::{Key, Reader};
use super::schema::{About, AboutRow, Describe, Described, Type};
use super::value::Value;
use super::wire::{Counter, Sink, Wire, Writer};
use crate::codec::{CodecError, CodecErrorKind, Limits};

/// How many bytes a message gets at first; most small ones then need no second allocation.
const FIRST: usize = 128;

/// Values that are written as a Protocol Buffers message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no Protocol Buffers message",
    label = "no `dunder::proto::Encode` for `{Self}`",
    note = "put `#[derive(Proto)]` on it"
)]
pub trait Encode {
    /// Writes the fields, without the message's own length.
    fn write_fields<S: Sink>(&self, out: &mut S);

    /// The message's bytes.
    ///
    /// # Panics
    /// Messages are nested in each other more than 512 deep; [`try_encode_to_vec`] tells it as an
    /// error.
    ///
    /// [`try_encode_to_vec`]: Encode::try_encode_to_vec
    #[must_use]
    fn encode_to_vec(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FIRST);
        self.encode(&mut out);
        out
    }

    /// The message's bytes.
    ///
    /// # Errors
    /// `TooDeep`: messages are nested in each other more than 512 deep.
    fn try_encode_to_vec(&self) -> Result<Vec<u8>, CodecError> {
        let mut out = Vec::with_capacity(FIRST);
        written(self, &mut out)?;
        Ok(out)
    }

    /// Adds the message's bytes to a vector.
    ///
    /// # Panics
    /// As `encode_to_vec`.
    fn encode(&self, out: &mut Vec<u8>) {
        if let Err(fault) = written(self, out) {
            panic!("{fault}");
        }
    }

    /// How many bytes the message has.
    ///
    /// # Panics
    /// As `encode_to_vec`.
    #[must_use]
    fn encoded_len(&self) -> usize {
        let mut counter = Counter::new();
        self.write_fields(&mut counter);
        assert!(!counter.is_too_deep, "{}", CodecErrorKind::TooDeep);
        counter.bytes
    }
}

/// Writes all of a message.
#[inline]
fn written<T: Encode + ?Sized>(message: &T, out: &mut Vec<u8>) -> Result<(), CodecError> {
    let mut writer = Writer::new(out);
    message.write_fields(&mut writer);
    writer.finish()
}

/// Values that are read from a Protocol Buffers message; they may borrow from its bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no Protocol Buffers message",
    label = "no `dunder::proto::Decode` for `{Self}`",
    note = "put `#[derive(Proto)]` on it"
)]
pub trait Decode<'de>: Sized {
    /// The message that the bytes are, within limits.
    ///
    /// # Errors
    /// What is wrong with the bytes, or which limit they break.
    fn decode_with(bytes: &'de [u8], limits: &Limits) -> Result<Self, CodecError>;

    /// The message that the bytes are, within [`Limits::default`].
    ///
    /// # Errors
    /// What is wrong with the bytes, or which limit they break.
    fn decode(bytes: &'de [u8]) -> Result<Self, CodecError> {
        Self::decode_with(bytes, &Limits::default())
    }
}

/// A message that is read field by field, into what is there of it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form in Protocol Buffers",
    label = "cannot stand in a `#[derive(Proto)]`",
    note = "put `#[derive(Proto)]` on it, or write `#[proto(as = T)]` with a type `T` that it \
            converts from and into"
)]
pub trait Message<'de>: Encode + Described + Sized {
    /// Whether it has rules that its empty value could break.
    const RULED: bool = false;

    /// The message without a field.
    fn empty() -> Self;
    /// Reads one field.
    ///
    /// # Errors
    /// What is wrong with the field.
    fn read_field(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError>;
    /// Runs sanitizers and rules, when all fields are there.
    ///
    /// # Errors
    /// The broken rules.
    #[inline]
    fn finish(&mut self) -> Result<(), CodecError> {
        Ok(())
    }

    /// The message that the bytes are.
    ///
    /// # Errors
    /// What is wrong with the bytes, or which limit they break.
    fn read(bytes: &'de [u8], limits: &Limits) -> Result<Self, CodecError> {
        let mut message = Self::empty();
        Reader::new(bytes, limits)?.fields(&mut message)?;
        Ok(message)
    }
}

impl<'de, T: Message<'de>> Decode<'de> for T {
    fn decode_with(bytes: &'de [u8], limits: &Limits) -> Result<Self, CodecError> {
        T::read(bytes, limits)
    }
}

impl<'de, T: Message<'de>> Value<'de> for T {
    const WIRE: Wire = Wire::Delimited;
    const TYPE: &'static str = T::NAME;
    const IS_MESSAGE: bool = true;
    const DEPENDS: &'static [Describe] = &[T::descriptor];
    const RULED: bool = T::RULED;

    #[inline]
    fn empty() -> Self {
        Message::empty()
    }

    fn is_empty(&self) -> bool {
        self.encoded_len() == <T as Message<'de>>::empty().encoded_len()
    }

    fn finish(&mut self) -> Result<(), CodecError> {
        Message::finish(self)
    }

    #[inline]
    fn write<S: Sink>(&self, out: &mut S) {
        out.nested(|out| self.write_fields(out));
    }

    #[inline]
    fn write_keyed<S: Sink>(&self, tag: u32, out: &mut S) {
        out.keyed(tag, |out| self.write_fields(out));
    }

    #[inline]
    fn merge(&mut self, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        reader.message(self)
    }

    #[inline]
    fn merge_singular(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        reader.singular(key, self)
    }
}

// a box is a message rather than a value: nobody could tell the two impls of `Value` apart
impl<T: Encode> Encode for Box<T> {
    #[inline]
    fn write_fields<S: Sink>(&self, out: &mut S) {
        (**self).write_fields(out);
    }
}

impl<T: Described> Described for Box<T> {
    const NAME: &'static str = T::NAME;
    const OPEN: Type = T::OPEN;
    const ROW: AboutRow = T::ROW;
    const FIELDS: &'static [&'static [About]] = T::FIELDS;
    const CLOSE: &'static str = T::CLOSE;
}

impl<'de, T: Message<'de>> Message<'de> for Box<T> {
    const RULED: bool = T::RULED;

    fn empty() -> Self {
        Self::new(T::empty())
    }

    #[inline]
    fn read_field(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        (**self).read_field(key, reader)
    }

    #[inline]
    fn finish(&mut self) -> Result<(), CodecError> {
        (**self).finish()
    }
}

/// The value of a field of a type that has none, after a fault that is reported.
///
/// # Panics
/// Always: what calls it does not compile.
#[must_use]
pub fn never<T>() -> T {
    panic!("a fault in this type was reported")
}
