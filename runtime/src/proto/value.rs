//! `Value`: one value on the wire, in the form that its type or the field's attribute says.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_lossless,
    reason = "the wire has the lower bits of a number, and its sign as bits"
)]

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::marker::PhantomData;

use super::read::{Key, Reader};
use super::schema::{AboutType, Describe};
use super::wire::{Sink, Wire, key};
use crate::codec::{CodecError, CodecErrorKind};

/// The form that a type has of itself.
pub enum Natural {}

/// A list whose numbers each have their key, `packed = false`.
pub struct Unpacked<E>(PhantomData<E>);

/// A map whose keys and values have these forms, `map(sint32, fixed64)`.
pub struct Entry<K, V>(PhantomData<(K, V)>);

/// One value on the wire, in the form `E`. `#[derive(Proto)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form `{E}` in Protocol Buffers",
    label = "cannot stand in a `#[derive(Proto)]`",
    note = "put `#[derive(Proto)]` on it, or write `#[proto(as = T)]` with a type `T` that it \
            converts from and into"
)]
pub trait Value<'de, E = Natural>: Sized {
    /// How it stands on the wire; what is not `Delimited` can be packed.
    const WIRE: Wire;
    /// What it is called in a `.proto` file.
    const TYPE: &'static str;
    /// Whether it is a message, which a field can be without.
    const IS_MESSAGE: bool = false;
    /// Whether it can be a map's key.
    const IS_KEY: bool = false;
    /// What else the `.proto` file must say.
    const DEPENDS: &'static [Describe] = &[];
    /// Both, as a variant of a `oneof` has them.
    #[doc(hidden)]
    const ABOUT: AboutType =
        AboutType { ty: &[Self::TYPE], len: Self::TYPE.len(), depends: &[Self::DEPENDS] };

    /// Whether it has rules that its empty value could break.
    const RULED: bool = false;

    /// The value of a field that is not there.
    fn empty() -> Self;
    /// Whether it is the value of a field that is not there.
    fn is_empty(&self) -> bool;
    /// Writes it without a key.
    fn write<S: Sink>(&self, out: &mut S);
    /// Reads it; a message is merged into what is there of it.
    ///
    /// # Errors
    /// What is wrong with the input.
    fn merge(&mut self, reader: &mut Reader<'de>) -> Result<(), CodecError>;

    /// Runs its rules, where it was not read.
    ///
    /// # Errors
    /// The broken rules.
    #[inline]
    fn finish(&mut self) -> Result<(), CodecError> {
        Ok(())
    }

    /// Writes it with its key.
    #[inline]
    fn write_keyed<S: Sink>(&self, tag: u32, out: &mut S) {
        out.key(tag, Self::WIRE);
        self.write(out);
    }

    /// Reads it where its key says that it is there.
    ///
    /// # Errors
    /// What is wrong with the input.
    #[inline]
    fn read_value(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        reader.expect(key, Self::WIRE)?;
        self.merge_singular(key, reader)
    }

    /// Reads it where a field has one.
    ///
    /// # Errors
    /// What is wrong with the input.
    #[inline]
    fn merge_singular(&mut self, _: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        self.merge(reader)
    }
}

macro_rules! forms {
    ($($name:ident),+) => {
        $(
            #[doc = concat!("The form `", stringify!($name), "` of a number.")]
            pub enum $name {}
        )+
    };
}

forms!(Int32, Int64, Uint32, Uint64, Sint32, Sint64, Fixed32, Fixed64, Sfixed32, Sfixed64, Bytes);

const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// `form, its wire, its word, whether a key: types; value to wire; wire to value`.
macro_rules! numbers {
    ($($form:ident $wire:ident $word:literal $key:literal [$($ty:ident),+]
        |$value:ident| $to:expr, |$reader:ident| $from:expr;)+) => {
        $($(
            impl Value<'_, $form> for $ty {
                const WIRE: Wire = Wire::$wire;
                const TYPE: &'static str = $word;
                const IS_KEY: bool = $key;

                #[inline]
                fn empty() -> Self {
                    Self::default()
                }

                #[inline]
                fn is_empty(&self) -> bool {
                    self.is_zero()
                }

                #[inline]
                fn write<S: Sink>(&self, out: &mut S) {
                    let $value = *self;
                    put!($wire out $to);
                }

                #[inline]
                fn merge(&mut self, $reader: &mut Reader<'_>) -> Result<(), CodecError> {
                    *self = number!($ty $reader $from);
                    Ok(())
                }
            }
        )+)+
    };
}

macro_rules! put {
    (Varint $out:ident $value:expr) => {
        $out.varint($value)
    };
    ($wire:ident $out:ident $value:expr) => {
        $out.bytes(&$value)
    };
}

/// The number, or an error where it is beyond a type that is narrower than the form.
macro_rules! number {
    (bool $reader:ident $value:expr) => {
        $value
    };
    (f32 $reader:ident $value:expr) => {
        $value
    };
    (f64 $reader:ident $value:expr) => {
        $value
    };
    ($ty:ident $reader:ident $value:expr) => {{
        let value = $value;
        match $ty::try_from(value) {
            Ok(value) => value,
            Err(_) => return Err($reader.fail(CodecErrorKind::WrongType)),
        }
    }};
}

/// Numbers that can be zero; one with a sign, -0.0, is another value and is written.
trait Zero {
    fn is_zero(&self) -> bool;
}

macro_rules! zero {
    ($($ty:ty),+) => {
        $(
            impl Zero for $ty {
                #[inline]
                fn is_zero(&self) -> bool {
                    *self == Self::default()
                }
            }
        )+
    };
}

zero!(bool, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

impl Zero for f32 {
    #[inline]
    fn is_zero(&self) -> bool {
        self.to_bits() == 0
    }
}

impl Zero for f64 {
    #[inline]
    fn is_zero(&self) -> bool {
        self.to_bits() == 0
    }
}

numbers! {
    Natural Varint "bool" true [bool] |v| u64::from(v), |r| r.varint()? != 0;
    Natural Varint "int32" true [i8, i16, i32] |v| i64::from(v) as u64, |r| r.varint()? as i32;
    Natural Varint "int64" true [i64, isize] |v| v as i64 as u64, |r| r.varint()? as i64;
    Natural Varint "uint32" true [u16, u32] |v| u64::from(v), |r| r.varint()? as u32;
    Natural Varint "uint64" true [u64, usize] |v| v as u64, |r| r.varint()?;
    Natural Fixed32 "float" false [f32] |v| v.to_le_bytes(), |r| f32::from_le_bytes(r.array()?);
    Natural Fixed64 "double" false [f64] |v| v.to_le_bytes(), |r| f64::from_le_bytes(r.array()?);
    Int32 Varint "int32" true [i8, i16, i32] |v| i64::from(v) as u64, |r| r.varint()? as i32;
    Int64 Varint "int64" true [i8, i16, i32, i64, isize] |v| v as i64 as u64,
        |r| r.varint()? as i64;
    Uint32 Varint "uint32" true [u8, u16, u32] |v| u64::from(v), |r| r.varint()? as u32;
    Uint64 Varint "uint64" true [u8, u16, u32, u64, usize] |v| v as u64, |r| r.varint()?;
    Sint32 Varint "sint32" true [i8, i16, i32] |v| u64::from(zigzag(v.into()) as u32),
        |r| unzigzag(u64::from(r.varint()? as u32)) as i32;
    Sint64 Varint "sint64" true [i8, i16, i32, i64, isize] |v| zigzag(v as i64),
        |r| unzigzag(r.varint()?);
    Fixed32 Fixed32 "fixed32" true [u8, u16, u32] |v| (v as u32).to_le_bytes(),
        |r| u32::from_le_bytes(r.array()?);
    Fixed64 Fixed64 "fixed64" true [u8, u16, u32, u64, usize] |v| (v as u64).to_le_bytes(),
        |r| u64::from_le_bytes(r.array()?);
    Sfixed32 Fixed32 "sfixed32" true [i8, i16, i32] |v| (v as i32).to_le_bytes(),
        |r| i32::from_le_bytes(r.array()?);
    Sfixed64 Fixed64 "sfixed64" true [i8, i16, i32, i64, isize] |v| (v as i64).to_le_bytes(),
        |r| i64::from_le_bytes(r.array()?);
}

/// Texts and bytes: `[generics] type, form, word, as bytes, how it is read`.
macro_rules! delimited {
    ($([$($generics:tt)*] $de:lifetime $ty:ty, $form:ident $word:literal $key:literal
        |$value:ident| $to:expr, |$reader:ident| $from:expr, $empty:expr;)+) => {
        $(
            impl<$($generics)*> Value<$de, $form> for $ty {
                const WIRE: Wire = Wire::Delimited;
                const TYPE: &'static str = $word;
                const IS_KEY: bool = $key;

                #[inline]
                fn empty() -> Self {
                    $empty
                }

                #[inline]
                fn is_empty(&self) -> bool {
                    let $value = self;
                    let bytes: &[u8] = $to;
                    bytes.is_empty()
                }

                #[inline]
                fn write<S: Sink>(&self, out: &mut S) {
                    let $value = self;
                    let bytes: &[u8] = $to;
                    out.varint(bytes.len() as u64);
                    out.bytes(bytes);
                }

                #[inline]
                fn write_keyed<S: Sink>(&self, tag: u32, out: &mut S) {
                    let $value = self;
                    out.delimited(key(tag, Wire::Delimited), $to);
                }

                #[inline]
                fn merge(&mut self, $reader: &mut Reader<$de>) -> Result<(), CodecError> {
                    *self = $from;
                    Ok(())
                }
            }
        )+
    };
}

#[inline]
fn owned_text<T: for<'a> From<&'a str>>(reader: &mut Reader<'_>) -> Result<T, CodecError> {
    let text = reader.text()?;
    reader.memory(text.len())?;
    Ok(text.into())
}

#[inline]
fn owned_bytes<T: for<'a> From<&'a [u8]>>(reader: &mut Reader<'_>) -> Result<T, CodecError> {
    let bytes = reader.delimited()?;
    reader.memory(bytes.len())?;
    Ok(bytes.into())
}

fn exactly<const N: usize>(reader: &mut Reader<'_>) -> Result<[u8; N], CodecError> {
    let bytes = reader.delimited()?;
    bytes.try_into().map_err(|_| reader.fail(CodecErrorKind::WrongType))
}

delimited! {
    [] '_ String, Natural "string" true |v| v.as_bytes(), |r| owned_text(r)?, Self::new();
    [] '_ Box<str>, Natural "string" true |v| v.as_bytes(), |r| owned_text(r)?, Self::default();
    [] '_ Rc<str>, Natural "string" true |v| v.as_bytes(), |r| owned_text(r)?, "".into();
    [] '_ Arc<str>, Natural "string" true |v| v.as_bytes(), |r| owned_text(r)?, "".into();
    ['a, 'de: 'a] 'de &'a str, Natural "string" true |v| v.as_bytes(), |r| r.text()?, "";
    ['a, 'de: 'a] 'de Cow<'a, str>, Natural "string" true |v| v.as_bytes(),
        |r| Cow::Borrowed(r.text()?), Cow::Borrowed("");
    [] '_ Vec<u8>, Natural "bytes" false |v| v, |r| owned_bytes(r)?, Self::new();
    [] '_ Box<[u8]>, Natural "bytes" false |v| v, |r| owned_bytes(r)?, Self::default();
    [] '_ Rc<[u8]>, Natural "bytes" false |v| v, |r| owned_bytes(r)?, [].into();
    [] '_ Arc<[u8]>, Natural "bytes" false |v| v, |r| owned_bytes(r)?, [].into();
    ['a, 'de: 'a] 'de &'a [u8], Natural "bytes" false |v| v, |r| r.delimited()?, &[];
    ['a, 'de: 'a] 'de Cow<'a, [u8]>, Natural "bytes" false |v| v,
        |r| Cow::Borrowed(r.delimited()?), Cow::Borrowed(&[]);
    [const N: usize] '_ [u8; N], Natural "bytes" false |v| v, |r| exactly(r)?, [0; N];
}

/// A value behind a pointer.
macro_rules! pointers {
    ($([$($generics:tt)*] $ty:ident<$of:ty> |$value:ident| $inner:expr;)+) => {
        $(
            impl<'de, $($generics)*> Value<'de, Natural> for $ty<$of> {
                const WIRE: Wire = <$of as Value<'de>>::WIRE;
                const TYPE: &'static str = <$of as Value<'de>>::TYPE;
                const IS_MESSAGE: bool = <$of as Value<'de>>::IS_MESSAGE;
                const IS_KEY: bool = <$of as Value<'de>>::IS_KEY;
                const DEPENDS: &'static [Describe] = <$of as Value<'de>>::DEPENDS;
                const RULED: bool = <$of as Value<'de>>::RULED;

                fn empty() -> Self {
                    Self::new(<$of as Value<'de>>::empty())
                }

                fn is_empty(&self) -> bool {
                    <$of as Value<'de>>::is_empty(self)
                }

                fn write<S: Sink>(&self, out: &mut S) {
                    <$of as Value<'de>>::write(self, out);
                }

                fn write_keyed<S: Sink>(&self, tag: u32, out: &mut S) {
                    <$of as Value<'de>>::write_keyed(self, tag, out);
                }

                fn merge(&mut self, reader: &mut Reader<'de>) -> Result<(), CodecError> {
                    let $value = self;
                    <$of as Value<'de>>::merge($inner, reader)
                }

                fn finish(&mut self) -> Result<(), CodecError> {
                    let $value = self;
                    <$of as Value<'de>>::finish($inner)
                }

                fn merge_singular(
                    &mut self,
                    key: Key,
                    reader: &mut Reader<'de>,
                ) -> Result<(), CodecError> {
                    let $value = self;
                    <$of as Value<'de>>::merge_singular($inner, key, reader)
                }
            }
        )+
    };
}

pub(super) use pointers;

pointers! {
    // nobody else has a value that is being read
    [T: Value<'de>] Rc<T> |v| match Rc::get_mut(v) { Some(value) => value, None => return Ok(()) };
    [T: Value<'de>] Arc<T> |v| match Arc::get_mut(v) { Some(value) => value, None => return Ok(()) };
    // a box of a message is a message
    [] Box<bool> |v| v;
    [] Box<i32> |v| v;
    [] Box<i64> |v| v;
    [] Box<u32> |v| v;
    [] Box<u64> |v| v;
    [] Box<f32> |v| v;
    [] Box<f64> |v| v;
    [] Box<String> |v| v;
}
