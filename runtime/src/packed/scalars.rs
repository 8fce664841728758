//! Values of a fixed size: numbers, truth values, characters, durations.

use alloc::vec::Vec;
use core::time::Duration;

use super::{Head, Layout, Pack, Reader, Unpack, Writer};
use crate::codec::{CodecError, CodecErrorKind};

/// `unpack_head` and `unpack_tail` of what is all head.
macro_rules! all_head {
    ($de:lifetime) => {
        #[inline]
        fn unpack_head<L: Layout>(input: &mut Reader<$de>) -> Result<Head<Self>, CodecError> {
            Self::unpack_from::<L>(input).map(Head::Whole)
        }
        #[inline]
        fn unpack_tail<L: Layout>(
            head: Head<Self>,
            input: &mut Reader<$de>,
        ) -> Result<Self, CodecError> {
            match head {
                Head::Whole(value) => Ok(value),
                _ => Self::unpack_from::<L>(input),
            }
        }
    };
}

macro_rules! numbers {
    ($($ty:ident)+) => {
        $(impl Pack for $ty {
            #[inline]
            fn packed_len<L: Layout>(&self) -> usize {
                size_of::<Self>()
            }
            #[inline]
            fn pack_into<L: Layout>(&self, out: &mut Writer) {
                let number = *self;
                out.bytes(&if L::LITTLE { number.to_le_bytes() } else { number.to_be_bytes() });
            }
            #[inline]
            fn pack_head<L: Layout>(&self, out: &mut Writer) {
                self.pack_into::<L>(out);
            }
            #[inline]
            fn pack_tail<L: Layout>(&self, _: &mut Writer) {}
            #[inline]
            fn items_len<L: Layout>(items: &[Self]) -> usize {
                size_of_val(items)
            }
        }

        impl<'de> Unpack<'de> for $ty {
            all_head!('de);
            #[inline]
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                let bytes = input.array()?;
                Ok(if L::LITTLE { Self::from_le_bytes(bytes) } else { Self::from_be_bytes(bytes) })
            }
        })+
    };
}

numbers!(u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64);

impl Pack for u8 {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        1
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        out.bytes(&[*self]);
    }
    #[inline]
    fn pack_head<L: Layout>(&self, out: &mut Writer) {
        self.pack_into::<L>(out);
    }
    #[inline]
    fn pack_tail<L: Layout>(&self, _: &mut Writer) {}
    #[inline]
    fn pack_items<L: Layout>(items: &[Self], out: &mut Writer) {
        out.bytes(items);
    }
    #[inline]
    fn items_len<L: Layout>(items: &[Self]) -> usize {
        items.len()
    }
}

impl<'de> Unpack<'de> for u8 {
    all_head!('de);
    #[inline]
    fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
        input.array().map(|[byte]| byte)
    }
    #[inline]
    fn unpack_items<L: Layout>(
        count: usize,
        input: &mut Reader<'de>,
    ) -> Result<Vec<Self>, CodecError> {
        input.bytes(count).map(<[u8]>::to_vec)
    }
}

/// A fixed size value that another one stands for.
macro_rules! stands_for {
    ($($ty:ty: $wire:ty, $to:expr, $from:expr;)+) => {
        $(impl Pack for $ty {
            #[inline]
            fn packed_len<L: Layout>(&self) -> usize {
                <$wire>::packed_len::<L>(&$to(self))
            }
            #[inline]
            fn pack_into<L: Layout>(&self, out: &mut Writer) {
                <$wire>::pack_into::<L>(&$to(self), out);
            }
            #[inline]
            fn pack_head<L: Layout>(&self, out: &mut Writer) {
                self.pack_into::<L>(out);
            }
            #[inline]
            fn pack_tail<L: Layout>(&self, _: &mut Writer) {}
        }

        impl<'de> Unpack<'de> for $ty {
            all_head!('de);
            #[inline]
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                let before = input.offset();
                let wire = <$wire>::unpack_from::<L>(input)?;
                let made: Option<Self> = $from(wire);
                made.ok_or_else(|| CodecError::new(CodecErrorKind::Malformed).at(before))
            }
        })+
    };
}

stands_for! {
    bool: u8, |value: &bool| u8::from(*value), |byte| match byte {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    };
    char: u32, |value: &char| u32::from(*value), char::from_u32;
    Duration: (u64, u32), |value: &Duration| (value.as_secs(), value.subsec_nanos()),
        |(seconds, nanos)| (nanos < 1_000_000_000).then(|| Duration::new(seconds, nanos));
}

impl Pack for () {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        0
    }
    #[inline]
    fn pack_into<L: Layout>(&self, _: &mut Writer) {}
}

impl<'de> Unpack<'de> for () {
    all_head!('de);
    #[inline]
    fn unpack_from<L: Layout>(_: &mut Reader<'de>) -> Result<Self, CodecError> {
        Ok(())
    }
}
