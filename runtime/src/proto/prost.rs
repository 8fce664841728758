//! `#[proto(prost)]`: the same message as a `prost::Message`.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use prost::DecodeError;
use prost::bytes::{Buf, BufMut};
use prost::encoding::{
    DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint,
};

use super::message::{Encode, Message};
use super::read::Reader;
use crate::codec::{CodecError, Limits};

/// How deep groups may be nested, as in prost.
const GROUPS: usize = 100;

#[expect(deprecated, reason = "there is no other error with a text of one's own in this version")]
fn fault(text: String) -> DecodeError {
    DecodeError::new(text)
}

fn from_ours(error: CodecError) -> DecodeError {
    fault(error.to_string())
}

fn short() -> DecodeError {
    fault("the input ends inside a value".to_string())
}

/// Writes the message to a buffer that has room for it.
pub fn encode<T: Encode>(value: &T, out: &mut impl BufMut) {
    out.put_slice(&value.encode_to_vec());
}

/// Reads a message to the buffer's end.
///
/// # Errors
/// What is wrong with the bytes.
pub fn decode<T: for<'de> Message<'de>>(mut input: impl Buf) -> Result<T, DecodeError> {
    let bytes = input.copy_to_bytes(input.remaining());
    T::read(&bytes, &Limits::default()).map_err(from_ours)
}

/// Reads fields to the buffer's end into the message.
///
/// # Errors
/// What is wrong with the bytes.
pub fn merge<T: for<'de> Message<'de>>(
    value: &mut T,
    mut input: impl Buf,
) -> Result<(), DecodeError> {
    let bytes = input.copy_to_bytes(input.remaining());
    Reader::new(&bytes, &Limits::default())
        .and_then(|mut reader| reader.fields(value))
        .map_err(from_ours)
}

/// Reads a length and so many bytes of fields into the message.
///
/// # Errors
/// What is wrong with the bytes.
pub fn merge_delimited<T: for<'de> Message<'de>>(
    value: &mut T,
    mut input: impl Buf,
) -> Result<(), DecodeError> {
    let len = prost::decode_length_delimiter(&mut input)?;
    if len > input.remaining() {
        return Err(short());
    }
    merge(value, input.take(len))
}

/// Reads one field into the message; its rules are not asked, since more fields may follow.
///
/// # Errors
/// What is wrong with the field.
pub fn merge_field<T: for<'de> Message<'de>>(
    value: &mut T,
    tag: u32,
    wire: WireType,
    input: &mut impl Buf,
    _: DecodeContext,
) -> Result<(), DecodeError> {
    let mut field = Vec::new();
    take(tag, wire, input, &mut field)?;
    Reader::new(&field, &Limits::default())
        .and_then(|mut reader| reader.some_fields(value))
        .map_err(from_ours)
}

/// Moves a field, its key included, from one buffer to another.
fn take(
    tag: u32,
    wire: WireType,
    input: &mut impl Buf,
    out: &mut Vec<u8>,
) -> Result<(), DecodeError> {
    let mut open = Vec::new();
    let (mut tag, mut wire) = (tag, wire);
    loop {
        encode_key(tag, wire, out);
        let len = match wire {
            WireType::Varint => {
                encode_varint(decode_varint(input)?, out);
                0
            }
            WireType::SixtyFourBit => 8,
            WireType::ThirtyTwoBit => 4,
            WireType::LengthDelimited => {
                let len = decode_varint(input)?;
                encode_varint(len, out);
                usize::try_from(len).unwrap_or(usize::MAX)
            }
            WireType::StartGroup if open.len() >= GROUPS => {
                return Err(fault("groups are nested too deep".to_string()));
            }
            WireType::StartGroup => {
                open.push(tag);
                0
            }
            WireType::EndGroup if open.pop() == Some(tag) => 0,
            WireType::EndGroup => return Err(fault("a group ends that is not open".to_string())),
        };
        if len > input.remaining() {
            return Err(short());
        }
        out.put(input.take(len));
        if open.is_empty() {
            return Ok(());
        }
        (tag, wire) = decode_key(input)?;
    }
}

/// `prost::Message` by what `#[derive(Proto)]` made.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_prost {
    ($ty:ty) => {
        #[automatically_derived]
        impl $crate::__private::proto::prost::Message for $ty {
            fn encode_raw(&self, out: &mut impl $crate::__private::proto::prost::bytes::BufMut) {
                $crate::proto::prost::encode(self, out);
            }
            fn merge_field(
                &mut self,
                tag: $crate::__private::core::primitive::u32,
                wire: $crate::__private::proto::prost::encoding::WireType,
                input: &mut impl $crate::__private::proto::prost::bytes::Buf,
                context: $crate::__private::proto::prost::encoding::DecodeContext,
            ) -> $crate::__private::Result<(), $crate::__private::proto::prost::DecodeError> {
                $crate::proto::prost::merge_field(self, tag, wire, input, context)
            }
            fn encoded_len(&self) -> $crate::__private::core::primitive::usize {
                $crate::proto::Encode::encoded_len(self)
            }
            fn encode_to_vec(
                &self,
            ) -> $crate::__private::Vec<$crate::__private::core::primitive::u8> {
                $crate::proto::Encode::encode_to_vec(self)
            }
            fn decode(
                input: impl $crate::__private::proto::prost::bytes::Buf,
            ) -> $crate::__private::Result<Self, $crate::__private::proto::prost::DecodeError> {
                $crate::proto::prost::decode(input)
            }
            fn merge(
                &mut self,
                input: impl $crate::__private::proto::prost::bytes::Buf,
            ) -> $crate::__private::Result<(), $crate::__private::proto::prost::DecodeError> {
                $crate::proto::prost::merge(self, input)
            }
            fn merge_length_delimited(
                &mut self,
                input: impl $crate::__private::proto::prost::bytes::Buf,
            ) -> $crate::__private::Result<(), $crate::__private::proto::prost::DecodeError> {
                $crate::proto::prost::merge_delimited(self, input)
            }
            fn clear(&mut self) {
                *self = <Self as $crate::proto::Message<'_>>::empty();
            }
        }
    };
}
