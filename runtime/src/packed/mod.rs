#![doc = include_str!("../../../macros/doc/packed.md")]

mod containers;
mod read;
mod scalars;
mod text;
mod write;

pub use read::Reader;
pub use write::Writer;

use alloc::vec::Vec;

use crate::codec::{CodecError, CodecErrorKind, Limits};

/// How many items of no bytes a list may have, as nothing in the input stands for them.
const MOST_EMPTY: usize = 1 << 16;

/// How many items of a long list are measured, at least.
const SAMPLE: usize = 32;

/// The most bytes of an item that is not measured.
const SMALL: usize = 256;

/// How numbers and lengths are written; `#[packed(endian = .., len = ..)]` chooses one.
pub trait Layout: sealed::Sealed + 'static {
    /// Whether the least significant byte comes first.
    const LITTLE: bool;
    /// The bytes of a length or count: 1, 2, 4 or 8.
    const LEN: usize;
}

/// The layouts there are.
pub enum Bytes<const LITTLE: bool, const LEN: usize> {}

impl<const LITTLE: bool, const LEN: usize> Layout for Bytes<LITTLE, LEN> {
    const LITTLE: bool = LITTLE;
    const LEN: usize = LEN;
}

/// Big-endian with lengths of four bytes: the layout where nothing else is said.
pub type Network = Bytes<false, 4>;

mod sealed {
    pub trait Sealed {}
    impl<const LITTLE: bool, const LEN: usize> Sealed for super::Bytes<LITTLE, LEN> {}
}

/// A value that can be packed; `#[derive(Packed)]` implements it.
///
/// A value has a head and a tail, which stand side by side but where a struct says
/// `order = "lengths-first"`: there the heads of all fields come before the tails. The head of a
/// number is the number, that of a text its length; other values are all tail.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no packed form",
    label = "no `dunder::packed::Pack` for `{Self}`",
    note = "put `#[derive(dunder::Packed)]` on it, or name a module with \
            `#[packed(with = module)]`; `usize` and `isize` differ between machines, write `u64` or \
            `i64`"
)]
pub trait Pack {
    /// How many bytes to reserve: near what the packed value has. Of a long list some items are
    /// measured, and of fields that a module packs none.
    fn packed_len<L: Layout>(&self) -> usize;

    /// Appends the whole value.
    fn pack_into<L: Layout>(&self, out: &mut Writer);

    /// Appends the head.
    fn pack_head<L: Layout>(&self, _out: &mut Writer) {}

    /// Appends the tail.
    fn pack_tail<L: Layout>(&self, out: &mut Writer) {
        self.pack_into::<L>(out);
    }

    /// Appends items one after the other; bytes go as one piece.
    #[doc(hidden)]
    fn pack_items<L: Layout>(items: &[Self], out: &mut Writer)
    where
        Self: Sized,
    {
        for item in items {
            item.pack_into::<L>(out);
        }
    }

    /// The packed bytes of items one after the other.
    #[doc(hidden)]
    fn items_len<L: Layout>(items: &[Self]) -> usize
    where
        Self: Sized,
    {
        let measure = |step| items.iter().step_by(step).map(Pack::packed_len::<L>).sum::<usize>();
        let every = items.len() / SAMPLE;
        if every < 4 {
            return measure(1);
        }
        // a long list of small items is not walked twice: a few of them tell what all may need
        let each = measure(every) / SAMPLE + 1;
        if each > SMALL { measure(1) } else { items.len().saturating_mul(each + each / 8) }
    }
}

/// A value that can be unpacked; `#[derive(Packed)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be unpacked",
    label = "no `dunder::packed::Unpack` for `{Self}`",
    note = "put `#[derive(dunder::Packed)]` on it, or name a module with \
            `#[packed(with = module)]`; `usize` and `isize` differ between machines, write `u64` or \
            `i64`"
)]
pub trait Unpack<'de>: Sized {
    /// What the head says: the number itself, or a text's length.
    type Head;

    /// Reads a whole value.
    ///
    /// # Errors
    /// The kinds `Truncated`, `Malformed`, `BadUtf8`, `UnknownTag`, `TooDeep`, `TooLarge`,
    /// `Invalid`.
    fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError>;

    /// Reads a head.
    ///
    /// # Errors
    /// As `unpack_from`.
    fn unpack_head<L: Layout>(input: &mut Reader<'de>) -> Result<Self::Head, CodecError>;

    /// Reads the tail that belongs to a head.
    ///
    /// # Errors
    /// As `unpack_from`.
    fn unpack_tail<L: Layout>(
        head: Self::Head,
        input: &mut Reader<'de>,
    ) -> Result<Self, CodecError>;

    /// Reads items one after the other; bytes come as one piece.
    #[doc(hidden)]
    fn unpack_items<L: Layout>(
        count: usize,
        input: &mut Reader<'de>,
    ) -> Result<Vec<Self>, CodecError> {
        let reserved = input.reserve(count, size_of::<Self>());
        let mut items = Vec::with_capacity(reserved);
        for index in 0..count {
            let before = input.offset();
            items.push(Self::unpack_from::<L>(input).map_err(|fault| fault.in_index(index))?);
            if input.offset() == before && index > MOST_EMPTY {
                return Err(input.fault(CodecErrorKind::TooLarge).in_index(index));
            }
        }
        input.filled(reserved, size_of::<Self>());
        Ok(items)
    }
}

/// The packed bytes of a value.
///
/// # Panics
/// A text or list is too long for a length of its layout; [`try_pack`] tells it as an error.
pub fn pack<T: Pack + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Writer::with_capacity(value.packed_len::<Network>());
    value.pack_into::<Network>(&mut out);
    out.into_bytes()
}

/// The packed bytes of a value.
///
/// # Errors
/// `TooLarge`: a text or list is too long for a length of its layout.
pub fn try_pack<T: Pack + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    let mut out = Writer::with_capacity(value.packed_len::<Network>());
    value.pack_into::<Network>(&mut out);
    out.finish()
}

/// The value that all of these bytes are.
///
/// # Errors
/// [`CodecError`]: what is wrong, in which field and at which byte; bytes that are left over are
/// an error too.
pub fn unpack<'de, T: Unpack<'de>>(bytes: &'de [u8]) -> Result<T, CodecError> {
    unpack_with(bytes, &Limits::default())
}

/// As [`unpack`], within these limits.
///
/// # Errors
/// As [`unpack`].
pub fn unpack_with<'de, T: Unpack<'de>>(
    bytes: &'de [u8],
    limits: &Limits,
) -> Result<T, CodecError> {
    let mut input = Reader::new(bytes, limits)?;
    let value = T::unpack_from::<Network>(&mut input)?;
    input.finish()?;
    Ok(value)
}

/// What expansions of `#[derive(Packed)]` call.
#[doc(hidden)]
pub mod expansion {
    pub use super::{Bytes, Layout, Pack, Reader, Unpack, Writer};
    pub use super::{pack, try_pack, unpack, unpack_with};
    use crate::codec::{CodecError, CodecErrorKind};
    pub use crate::{
        __packed_all_tail as all_tail, __packed_methods as methods, __packed_stand_in as stand_in,
    };

    /// What was read of a field, with the field's name in the error's path.
    ///
    /// # Errors
    /// The one that was read.
    #[inline]
    pub fn named<T>(name: &str, read: Result<T, CodecError>) -> Result<T, CodecError> {
        read.map_err(|fault| fault.in_field(name))
    }

    /// No variant has the tag that was just read.
    #[cold]
    pub fn unknown_tag(at: usize) -> CodecError {
        CodecError::new(CodecErrorKind::UnknownTag).at(at)
    }
}

/// The part of an `Unpack` that is the same for all that is all tail.
#[doc(hidden)]
#[macro_export]
macro_rules! __packed_all_tail {
    ($de:lifetime) => {
        type Head = ();
        #[inline]
        fn unpack_head<__L: $crate::packed::Layout>(
            _: &mut $crate::packed::Reader<$de>,
        ) -> $crate::__private::Result<(), $crate::CodecError> {
            $crate::__private::Ok(())
        }
        #[inline]
        fn unpack_tail<__L: $crate::packed::Layout>(
            (): (),
            input: &mut $crate::packed::Reader<$de>,
        ) -> $crate::__private::Result<Self, $crate::CodecError> {
            <Self as $crate::packed::Unpack<$de>>::unpack_from::<__L>(input)
        }
    };
}

/// The methods that forward to the traits.
#[doc(hidden)]
#[macro_export]
macro_rules! __packed_methods {
    ([$($vis:tt)*] [$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($clause)* {
            /// The packed bytes.
            ///
            /// # Panics
            /// A text or list is too long for a length of its layout; `try_pack` is for that case.
            #[must_use]
            $($vis)* fn pack(&self) -> $crate::__private::Vec<$crate::__private::core::primitive::u8> {
                $crate::packed::pack(self)
            }
            /// The packed bytes.
            ///
            /// # Errors
            /// A text or list is too long for a length of its layout.
            $($vis)* fn try_pack(
                &self,
            ) -> $crate::__private::Result<
                $crate::__private::Vec<$crate::__private::core::primitive::u8>,
                $crate::CodecError,
            > {
                $crate::packed::try_pack(self)
            }
            /// The value that all of these bytes are.
            ///
            /// # Errors
            /// What is wrong with them, in which field and at which byte.
            $($vis)* fn unpack<'__de>(
                bytes: &'__de [$crate::__private::core::primitive::u8],
            ) -> $crate::__private::Result<Self, $crate::CodecError>
            where
                Self: $crate::packed::Unpack<'__de>,
            {
                $crate::packed::unpack(bytes)
            }
            /// As `unpack`, within these limits.
            ///
            /// # Errors
            /// As `unpack`.
            $($vis)* fn unpack_with<'__de>(
                bytes: &'__de [$crate::__private::core::primitive::u8],
                limits: &$crate::Limits,
            ) -> $crate::__private::Result<Self, $crate::CodecError>
            where
                Self: $crate::packed::Unpack<'__de>,
            {
                $crate::packed::unpack_with(bytes, limits)
            }
        }
    };
}

/// The traits with nothing behind them, for after a mistake.
#[doc(hidden)]
#[macro_export]
macro_rules! __packed_stand_in {
    ([$($generics:tt)*] [$($decoding:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        impl $($generics)* $crate::packed::Pack for $ty $($clause)* {
            fn packed_len<__L: $crate::packed::Layout>(
                &self,
            ) -> $crate::__private::core::primitive::usize {
                0
            }
            fn pack_into<__L: $crate::packed::Layout>(&self, _: &mut $crate::packed::Writer) {}
        }
        impl $($decoding)* $crate::packed::Unpack<'__de> for $ty $($clause)* {
            $crate::__packed_all_tail!('__de);
            fn unpack_from<__L: $crate::packed::Layout>(
                input: &mut $crate::packed::Reader<'__de>,
            ) -> $crate::__private::Result<Self, $crate::CodecError> {
                $crate::__private::Err(input.fault($crate::CodecErrorKind::Unsupported))
            }
        }
    };
}
