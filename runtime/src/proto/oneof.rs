//! `Oneof`: an enum whose variants are fields of the message around it.

use alloc::boxed::Box;

use super::message::{Encode, Message};
use super::read::{Key, Reader};
use super::schema::{About, Described, Type};
use super::wire::Sink;
use crate::codec::{CodecError, CodecErrorKind, Limits};

/// An enum whose variants are fields of the message around it: `#[derive(Proto)]` on an enum with
/// values in its variants.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `oneof` of Protocol Buffers",
    label = "its variants are no fields",
    note = "put `#[derive(Proto)]` on an enum whose variants each hold a value, and a \
            `#[proto(tag = ..)]` on each variant"
)]
pub trait Oneof<'de>: Sized {
    /// Its variants, by their names in a `.proto` file.
    const FIELDS: &'static [About];

    /// Writes the variant that it is.
    fn write_oneof<S: Sink>(&self, out: &mut S);
    /// Reads a variant; tells whether the key is one of a variant at all.
    ///
    /// # Errors
    /// What is wrong with the variant's value.
    fn read_oneof(
        slot: &mut Option<Self>,
        key: Key,
        reader: &mut Reader<'de>,
    ) -> Result<bool, CodecError>;

    /// Reads a variant of a field of this name.
    ///
    /// # Errors
    /// What is wrong with the variant's value.
    #[inline]
    fn read_named(
        slot: &mut Option<Self>,
        name: &str,
        key: Key,
        reader: &mut Reader<'de>,
    ) -> Result<bool, CodecError> {
        Self::read_oneof(slot, key, reader).map_err(|error| error.in_field(name))
    }
}

impl<'de, T: Oneof<'de>> Oneof<'de> for Box<T> {
    const FIELDS: &'static [About] = T::FIELDS;

    fn write_oneof<S: Sink>(&self, out: &mut S) {
        (**self).write_oneof(out);
    }

    fn read_oneof(
        slot: &mut Option<Self>,
        key: Key,
        reader: &mut Reader<'de>,
    ) -> Result<bool, CodecError> {
        let mut inner = slot.take().map(|boxed| *boxed);
        let done = T::read_oneof(&mut inner, key, reader);
        *slot = inner.map(Self::new);
        done
    }
}

/// An enum that stands in no message, as a message of its own.
struct Lone<T>(Option<T>);

impl<T> Described for Lone<T> {
    const NAME: &'static str = "";
    const OPEN: Type = &[];
    const CLOSE: &'static str = "";
}

impl<T> Encode for Lone<T> {
    fn write_fields<S: Sink>(&self, _: &mut S) {}
}

impl<'de, T: Oneof<'de>> Message<'de> for Lone<T> {
    fn empty() -> Self {
        Self(None)
    }

    fn read_field(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        if T::read_oneof(&mut self.0, key, reader)? { Ok(()) } else { reader.skip(key) }
    }
}

/// Reads an enum that stands in no message.
///
/// # Errors
/// What is wrong with the bytes, or `MissingField` where no variant is there.
pub fn lone<'de, T: Oneof<'de>>(bytes: &'de [u8], limits: &Limits) -> Result<T, CodecError> {
    let missing = || CodecError::new(CodecErrorKind::MissingField).at(bytes.len());
    Lone::read(bytes, limits)?.0.ok_or_else(missing)
}

/// Stops the build where a type cannot be a map's key.
///
/// # Panics
/// Where it cannot.
#[track_caller]
pub const fn key(is_key: bool) {
    assert!(is_key, "the keys of a map are whole numbers, `bool` or texts");
}

/// Stops the build where a variant has a tag that is taken.
///
/// # Panics
/// Where a tag of `fields` is among `taken`, in another `oneof`, or reserved: with the next free one.
#[track_caller]
pub const fn apart(fields: &[About], others: &[&[About]], taken: &[u32], reserved: &[(u32, u32)]) {
    let mut left = fields;
    while let [field, rest @ ..] = left {
        let what = if has(taken, field.tag) || is_among(others, field.tag) {
            "a variant of this `oneof` has a tag that another field of the message has: "
        } else if is_reserved(reserved, field.tag) {
            "a variant of this `oneof` has a tag that the message reserves: "
        } else {
            ""
        };
        if !what.is_empty() {
            let mut next = 1;
            while has(taken, next)
                || is_among(&[fields], next)
                || is_among(others, next)
                || is_reserved(reserved, next)
            {
                next += 1;
            }
            refuse(what, field.tag, next);
        }
        left = rest;
    }
}

/// Stops the build where a variant has the name of a field.
///
/// # Panics
/// Where a name of `fields` is among `taken`, or in another `oneof`.
#[track_caller]
pub const fn named(mut fields: &[About], others: &[&[About]], taken: &[&str]) {
    while let [field, rest @ ..] = fields {
        let mut left = taken;
        while let [name, rest @ ..] = left {
            if is_same(field.name, name) {
                refuse_name(name);
            }
            left = rest;
        }
        let mut lists = others;
        while let [list, rest @ ..] = lists {
            let mut left = *list;
            while let [other, rest @ ..] = left {
                if is_same(field.name, other.name) {
                    refuse_name(other.name);
                }
                left = rest;
            }
            lists = rest;
        }
        fields = rest;
    }
}

#[track_caller]
const fn refuse_name(name: &str) -> ! {
    let mut out = [0; 256];
    let what = "a variant of this `oneof` has the name of another field of the message: `";
    let len = copy(what, &mut out, 0);
    // a name may be as long as one likes
    let name = if name.len() < 80 { name } else { "..." };
    let len = copy(name, &mut out, len);
    let len = copy("`, write `#[proto(name = \"..\")]` on one of them", &mut out, len);
    let (text, _) = out.split_at(len);
    match core::str::from_utf8(text) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("two fields of a message have one name"),
    }
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    i == one.len() && i == other.len()
}

const fn has(tags: &[u32], tag: u32) -> bool {
    let mut i = 0;
    while i < tags.len() {
        if tags[i] == tag {
            return true;
        }
        i += 1;
    }
    false
}

const fn is_among(mut lists: &[&[About]], tag: u32) -> bool {
    while let [list, rest @ ..] = lists {
        let mut left = *list;
        while let [field, rest @ ..] = left {
            if field.tag == tag {
                return true;
            }
            left = rest;
        }
        lists = rest;
    }
    false
}

const fn is_reserved(reserved: &[(u32, u32)], tag: u32) -> bool {
    let mut i = 0;
    while i < reserved.len() {
        if reserved[i].0 <= tag && tag <= reserved[i].1 {
            return true;
        }
        i += 1;
    }
    false
}

const fn number(mut value: u32, out: &mut [u8], at: usize) -> usize {
    let mut digits = 1;
    let mut rest = value / 10;
    while rest > 0 {
        digits += 1;
        rest /= 10;
    }
    let mut i = digits;
    while i > 0 {
        i -= 1;
        out[at + i] = b'0' + (value % 10) as u8;
        value /= 10;
    }
    at + digits
}

const fn copy(text: &str, out: &mut [u8], at: usize) -> usize {
    let text = text.as_bytes();
    let mut i = 0;
    while i < text.len() {
        out[at + i] = text[i];
        i += 1;
    }
    at + text.len()
}

#[track_caller]
const fn refuse(what: &str, tag: u32, next: u32) -> ! {
    let mut out = [0; 160];
    let mut len = copy(what, &mut out, 0);
    len = number(tag, &mut out, len);
    len = copy(", the next free one is ", &mut out, len);
    len = number(next, &mut out, len);
    let (text, _) = out.split_at(len);
    match core::str::from_utf8(text) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("two fields of a message have one tag"),
    }
}
