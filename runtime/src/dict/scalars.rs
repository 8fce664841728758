//! Numbers, truth values, characters and texts.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::num::NonZero;

use super::{FromDict, Json, ToDict, Value, View, by_view, wrong_type};
use crate::codec::{CodecError, CodecErrorKind};

macro_rules! integers {
    ($($ty:ident)+) => {
        $(impl ToDict for $ty {
            fn to_value(&self) -> Value {
                i128::try_from(*self).map_or_else(|_| Value::Text(self.to_string()), Value::Int)
            }
            #[inline]
            #[allow(unused_comparisons)]
            fn write_json(&self, out: &mut Json) {
                let number = <$ty>::unsigned(*self);
                if *self >= 0 && number > i128::MAX.cast_unsigned() {
                    // no reader of JSON keeps such a number, all keep a text
                    out.text(&self.to_string());
                } else {
                    out.integer(*self < 0, number);
                }
            }
            fn to_key(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }

        impl FromDict for $ty {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                let number = match view.as_int() {
                    Some(number) => Self::try_from(number).ok(),
                    // beyond `i128`
                    None if size_of::<Self>() == 16 && Self::MIN == 0 => {
                        view.as_str().and_then(|text| text.parse().ok())
                    }
                    None => None,
                };
                number.ok_or_else(wrong_type)
            }

            fn from_key(key: &str) -> Result<Self, CodecError> {
                key.parse().map_err(|_| wrong_type())
            }
        }

        impl ToDict for NonZero<$ty> {
            fn to_value(&self) -> Value {
                self.get().to_value()
            }
            fn write_json(&self, out: &mut Json) {
                self.get().write_json(out);
            }
        }

        impl FromDict for NonZero<$ty> {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                Self::new(<$ty>::from_view(view)?).ok_or_else(wrong_type)
            }
        })+
    };
}

/// The number without its sign.
trait Unsigned {
    fn unsigned(self) -> u128;
}

macro_rules! unsigned {
    ($($ty:ident)+; $($signed:ident)+) => {
        $(impl Unsigned for $ty {
            #[inline]
            #[allow(clippy::cast_lossless, reason = "not of `usize`")]
            fn unsigned(self) -> u128 {
                self as u128
            }
        })+
        $(impl Unsigned for $signed {
            #[inline]
            #[allow(clippy::cast_lossless, clippy::unnecessary_cast, reason = "not of `isize`")]
            fn unsigned(self) -> u128 {
                self.unsigned_abs() as u128
            }
        })+
    };
}

unsigned!(u8 u16 u32 u64 u128 usize; i8 i16 i32 i64 i128 isize);
integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl ToDict for f64 {
    fn to_value(&self) -> Value {
        Value::Float(*self)
    }
    #[inline]
    fn write_json(&self, out: &mut Json) {
        out.float(*self);
    }
}

impl FromDict for f64 {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        view.as_f64().ok_or_else(wrong_type)
    }
}

impl ToDict for f32 {
    fn to_value(&self) -> Value {
        // the shortest text that means this number, not the digits that a wider one would have
        self.to_string().parse().map_or(Value::Float(f64::from(*self)), Value::Float)
    }
    #[inline]
    fn write_json(&self, out: &mut Json) {
        out.float(*self);
    }
}

impl FromDict for f32 {
    by_view!();

    #[expect(clippy::cast_possible_truncation, reason = "the nearest one is meant")]
    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        view.as_f64().map(|number| number as f32).ok_or_else(wrong_type)
    }
}

impl ToDict for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
    fn write_json(&self, out: &mut Json) {
        out.raw(if *self { "true" } else { "false" });
    }
}

impl FromDict for bool {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        view.as_bool().ok_or_else(wrong_type)
    }
}

impl ToDict for char {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl FromDict for char {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        view.as_str().and_then(|text| text.parse().ok()).ok_or_else(wrong_type)
    }
}

impl ToDict for () {
    fn to_value(&self) -> Value {
        Value::Null
    }
}

impl FromDict for () {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        if view.is_null() { Ok(()) } else { Err(wrong_type()) }
    }
}

impl ToDict for str {
    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
    fn write_json(&self, out: &mut Json) {
        out.text(self);
    }
    fn to_key(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToDict for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
    fn write_json(&self, out: &mut Json) {
        out.text(self);
    }
    fn to_key(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

macro_rules! texts {
    ($($ty:ty),+) => {
        $(impl FromDict for $ty {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                view.as_str().map(|text| text.to_owned().into()).ok_or_else(wrong_type)
            }
            fn from_key(key: &str) -> Result<Self, CodecError> {
                Ok(key.to_owned().into())
            }
        })+
    };
}

texts!(String, Box<str>, Rc<str>, Arc<str>, Cow<'_, str>);

macro_rules! addresses {
    ($($ty:ident)+) => {
        $(impl ToDict for $ty {
            fn to_value(&self) -> Value {
                Value::Text(self.to_string())
            }
        }

        impl FromDict for $ty {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                let text = view.as_str().ok_or_else(wrong_type)?;
                text.parse().map_err(|_| CodecError::new(CodecErrorKind::Malformed))
            }
        })+
    };
}

addresses!(IpAddr Ipv4Addr Ipv6Addr SocketAddr SocketAddrV4 SocketAddrV6);
