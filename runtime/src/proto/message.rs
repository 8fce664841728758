//! `Encode`, `Decode` and `Message`: what `#[derive(Proto)]` implements.

use alloc::vec::Vec;

use super::read::{Key, Reader};
use super::wire::{Counter, Sink, Writer};
use crate::codec::{CodecError, Limits};

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
    #[must_use]
    fn encode_to_vec(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FIRST);
        self.encode(&mut out);
        out
    }

    /// Adds the message's bytes to a vector.
    fn encode(&self, out: &mut Vec<u8>) {
        let mut writer = Writer::new(out);
        self.write_fields(&mut writer);
        writer.finish();
    }

    /// How many bytes the message has.
    #[must_use]
    fn encoded_len(&self) -> usize {
        let mut counter = Counter::default();
        self.write_fields(&mut counter);
        counter.0
    }
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
pub trait Message<'de>: Sized {
    /// The tag and the name of each field, for errors.
    const FIELDS: &'static [(u32, &'static str)];

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
