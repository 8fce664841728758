//! Numbers, texts and other values that own nothing.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::time::{Duration, SystemTime};

use super::Content;
use super::pointers::objects;
use super::read::{Mode, Reader};
use super::schema::Schema;
use super::write::Writer;
use crate::codec::{CodecError, CodecErrorKind, utf8};

fn wrong_type(input: &Reader<'_>) -> CodecError {
    input.fault(CodecErrorKind::WrongType)
}

macro_rules! unsigned {
    ($($ty:ident)+) => {$(
        impl Content for $ty {
            type Form = crate::graph::Own;

            const FILLS: bool = true;
            const FILLS_LIST: bool = true;

            fn shape(schema: &mut Schema) {
                schema.sign(b'u');
            }

            #[inline]
            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                out.varint(*self as u64);
                Ok(())
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                let number = input.varint()?;
                Self::try_from(number).map_err(|_| wrong_type(input))
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.varint().map(drop)
            }

            fn blank() -> Option<Self> {
                Some(0)
            }
        }
    )+};
}

#[expect(clippy::cast_lossless, reason = "`usize` has no `into`")]
mod unsigned {
    use super::{CodecError, Content, Reader, Schema, Writer, wrong_type};

    unsigned!(u16 u32 u64 usize);
}

macro_rules! signed {
    ($($ty:ident)+) => {$(
        impl Content for $ty {
            type Form = crate::graph::Own;

            const FILLS: bool = true;
            const FILLS_LIST: bool = true;

            fn shape(schema: &mut Schema) {
                schema.sign(b'i');
            }

            #[inline]
            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                let number = *self as i64;
                out.varint(((number << 1) ^ (number >> 63)).cast_unsigned());
                Ok(())
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                let number = input.varint()?;
                let number = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
                Self::try_from(number).map_err(|_| wrong_type(input))
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.varint().map(drop)
            }

            fn blank() -> Option<Self> {
                Some(0)
            }
        }
    )+};
}

#[expect(clippy::cast_lossless, reason = "`isize` has no `into`")]
mod signed {
    use super::{CodecError, Content, Reader, Schema, Writer, wrong_type};

    signed!(i8 i16 i32 i64 isize);
}

macro_rules! fixed {
    ($($ty:ident $sign:literal $len:literal)+) => {$(
        impl Content for $ty {
            type Form = crate::graph::Own;

            const FILLS: bool = true;
            const FILLS_LIST: bool = true;

            fn shape(schema: &mut Schema) {
                schema.sign($sign);
            }

            #[inline]
            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                out.raw(&self.to_le_bytes());
                Ok(())
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                let mut bytes = [0; $len];
                bytes.copy_from_slice(input.raw($len)?);
                Ok(Self::from_le_bytes(bytes))
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.raw($len).map(drop)
            }

            fn blank() -> Option<Self> {
                Some(Self::default())
            }
        }
    )+};
}

fixed!(f32 b'f' 4 f64 b'd' 8 u128 b'q' 16 i128 b'Q' 16);

/// A byte is a number like others; a list of them is one piece.
impl Content for u8 {
    type Form = crate::graph::Own;

    const FILLS: bool = true;
    const FILLS_LIST: bool = true;

    fn shape(schema: &mut Schema) {
        schema.sign(b'u');
    }

    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        out.varint((*self).into());
        Ok(())
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        let number = input.varint()?;
        Self::try_from(number).map_err(|_| wrong_type(input))
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.varint().map(drop)
    }

    fn blank() -> Option<Self> {
        Some(0)
    }

    fn shape_list(schema: &mut Schema) {
        schema.sign(b'y');
    }

    fn write_list(list: &[Self], out: &mut Writer) -> Result<(), CodecError> {
        out.count(list.len());
        out.raw(list);
        Ok(())
    }

    fn read_list(input: &mut Reader<'_>) -> Result<Vec<Self>, CodecError> {
        let bytes = input.text()?;
        input.reserve(bytes.len())?;
        Ok(bytes.to_vec())
    }

    fn pass_list(input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.text().map(drop)
    }
}

impl Content for bool {
    type Form = crate::graph::Own;

    const FILLS: bool = true;
    const FILLS_LIST: bool = true;

    fn shape(schema: &mut Schema) {
        schema.sign(b'o');
    }

    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        out.raw(&[u8::from(*self)]);
        Ok(())
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        match input.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(input.fault(CodecErrorKind::Malformed)),
        }
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.byte().map(drop)
    }

    fn blank() -> Option<Self> {
        Some(false)
    }
}

impl Content for char {
    type Form = crate::graph::Own;

    const FILLS: bool = true;
    const FILLS_LIST: bool = true;

    fn shape(schema: &mut Schema) {
        schema.sign(b'h');
    }

    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        out.varint(u32::from(*self).into());
        Ok(())
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        let number = u32::try_from(input.varint()?).ok();
        let letter = number.and_then(|number| Self::try_from(number).ok());
        letter.ok_or_else(|| input.fault(CodecErrorKind::Malformed))
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.varint().map(drop)
    }

    fn blank() -> Option<Self> {
        Some('\0')
    }
}

#[inline]
pub(super) fn write_text(text: &str, out: &mut Writer) {
    out.count(text.len());
    out.raw(text.as_bytes());
}

/// A text, which is empty where it is filled later.
pub(super) fn text<'a>(input: &mut Reader<'a>) -> Result<&'a str, CodecError> {
    let bytes = input.text()?;
    if input.is_late() {
        return Ok("");
    }
    input.reserve(bytes.len())?;
    utf8(bytes).map_err(|_| input.fault(CodecErrorKind::BadUtf8))
}

impl Content for String {
    type Form = crate::graph::Own;

    const FILLS: bool = true;
    const FILLS_LIST: bool = true;

    fn shape(schema: &mut Schema) {
        schema.sign(b's');
    }

    #[inline]
    fn graph_touch(&self) -> usize {
        self.as_bytes().first().map_or(0, |byte| usize::from(*byte))
    }

    #[inline]
    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        write_text(self, out);
        Ok(())
    }

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        text(input).map(str::to_owned)
    }

    #[inline]
    fn graph_fill(&mut self, input: &mut Reader<'_>) -> Result<(), CodecError> {
        *self = Self::from(text(input)?);
        Ok(())
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.text().map(drop)
    }

    fn blank() -> Option<Self> {
        Some(Self::new())
    }
}

impl Content for Box<str> {
    type Form = crate::graph::Own;

    const FILLS: bool = true;
    const FILLS_LIST: bool = true;

    fn shape(schema: &mut Schema) {
        String::shape(schema);
    }

    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        write_text(self, out);
        Ok(())
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        String::read(input).map(Self::from)
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        String::pass(input)
    }

    fn blank() -> Option<Self> {
        Some(Self::default())
    }
}

/// Values that are written as others: as what, the empty one, and both ways; not every one that is
/// read needs to have a way back.
macro_rules! written_as {
    ($($ty:ty as $other:ty, $blank:expr, |$value:ident| $to:expr, |$read:ident| $back:expr;)+) => {$(
        impl Content for $ty {
            type Form = crate::graph::Own;

            const FILLS: bool = true;
            const FILLS_LIST: bool = true;

            fn shape(schema: &mut Schema) {
                <$other>::shape(schema);
            }

            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                let $value = *self;
                let written: $other = $to;
                written.graph_write(out)
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                let $read = <$other>::read(input)?;
                $back.ok_or_else(|| input.fault(CodecErrorKind::Malformed))
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                <$other>::pass(input)
            }

            fn blank() -> Option<Self> {
                Some($blank)
            }
        }

        objects!([] $ty;);
    )+};
}

written_as! {
    Duration as (u64, u32), Self::ZERO,
        |span| (span.as_secs(), span.subsec_nanos()),
        |parts| (parts.1 < 1_000_000_000).then(|| Self::new(parts.0, parts.1));
    // whether it is before 1970, and how far from there
    SystemTime as (bool, Duration), Self::UNIX_EPOCH,
        |time| match time.duration_since(Self::UNIX_EPOCH) {
            Ok(after) => (false, after),
            Err(before) => (true, before.duration()),
        },
        |parts| match parts {
            (false, after) => Self::UNIX_EPOCH.checked_add(after),
            (true, before) => Self::UNIX_EPOCH.checked_sub(before),
        };
    Ipv4Addr as u32, Self::UNSPECIFIED, |address| address.to_bits(), |bits| Some(Self::from_bits(bits));
    Ipv6Addr as u128, Self::UNSPECIFIED, |address| address.to_bits(), |bits| Some(Self::from_bits(bits));
    // whether it has 128 bits, and the bits
    IpAddr as (bool, u128), Self::V4(Ipv4Addr::UNSPECIFIED),
        |address| match address {
            Self::V4(short) => (false, short.to_bits().into()),
            Self::V6(long) => (true, long.to_bits()),
        },
        |parts| match parts {
            (false, bits) => u32::try_from(bits).ok().map(|bits| Self::V4(Ipv4Addr::from_bits(bits))),
            (true, bits) => Some(Self::V6(Ipv6Addr::from_bits(bits))),
        };
    // with the flow's label and the scope of an address of 128 bits
    SocketAddr as (IpAddr, u16, u32, u32), Self::new(Ipv4Addr::UNSPECIFIED.into(), 0),
        |address| match address {
            Self::V4(short) => (IpAddr::V4(*short.ip()), short.port(), 0, 0),
            Self::V6(long) => (IpAddr::V6(*long.ip()), long.port(), long.flowinfo(), long.scope_id()),
        },
        |parts| match parts {
            (IpAddr::V4(ip), port, 0, 0) => Some(Self::V4(SocketAddrV4::new(ip, port))),
            (IpAddr::V4(_), ..) => None,
            (IpAddr::V6(ip), port, flow, scope) => Some(Self::V6(SocketAddrV6::new(ip, port, flow, scope))),
        };
}

#[cfg(feature = "uuid")]
written_as! {
    uuid::Uuid as u128, Self::nil(), |id| id.as_u128(), |bits| Some(Self::from_u128(bits));
}

#[cfg(feature = "jiff")]
written_as! {
    jiff::Timestamp as (i64, i32), Self::UNIX_EPOCH,
        |time| (time.as_second(), time.subsec_nanosecond()),
        |parts| Self::new(parts.0, parts.1).ok();
}

#[cfg(feature = "chrono")]
written_as! {
    // a leap second counts beyond a second
    chrono::DateTime<chrono::Utc> as (i64, u32), Self::UNIX_EPOCH,
        |time| (time.timestamp(), time.timestamp_subsec_nanos()),
        |parts| Self::from_timestamp(parts.0, parts.1);
}

macro_rules! empty {
    ([$($generics:tt)*] $ty:ty, $value:expr) => {
        impl $($generics)* Content for $ty {
            type Form = crate::graph::Own;

            const FILLS: bool = true;
            const FILLS_LIST: bool = true;

            fn shape(schema: &mut Schema) {
                schema.sign(b'z');
            }

            fn graph_write(&self, _: &mut Writer) -> Result<(), CodecError> {
                Ok(())
            }

            fn read(_: &mut Reader<'_>) -> Result<Self, CodecError> {
                Ok($value)
            }

            fn pass(_: &mut Reader<'_>) -> Result<(), CodecError> {
                Ok(())
            }

            fn blank() -> Option<Self> {
                Some($value)
            }
        }
    };
}

objects! {
    [] u8; [] u16; [] u32; [] u64; [] usize; [] u128;
    [] i8; [] i16; [] i32; [] i64; [] isize; [] i128;
    [] f32; [] f64; [] bool; [] char; [] String; [] Box<str>; [] ();
    [T: ?Sized + 'static] PhantomData<T>;
}

empty!([](), ());
empty!([<T: ?Sized + 'static>] PhantomData<T>, PhantomData);

impl Reader<'_> {
    /// Passes over what a cell or container holds that stays empty for now.
    pub(super) fn leave(
        &mut self,
        pass: fn(&mut Self) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        self.within(Mode::Ignore, pass)
    }
}
