#![doc = include_str!("../../../macros/doc/packed.md")]

mod containers;
mod read;
#[doc(hidden)]
pub mod rows;
mod scalars;
mod text;
mod write;

pub use read::Reader;
pub use write::Writer;

use alloc::vec::Vec;

use crate::codec::{CodecError, CodecErrorKind, Limits};

/// How many items of a long list are measured, at least.
const SAMPLE: usize = 32;

/// How many items a list has whose items are not all measured.
const LONG: usize = 4 * SAMPLE;

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
        if items.len() >= LONG {
            return long_len::<L, Self>(items);
        }
        items.iter().map(Pack::packed_len::<L>).sum()
    }
}

/// As `items_len`, of a list that is not walked twice where its items are small: a few of them tell
/// what all may need.
#[inline(never)]
fn long_len<L: Layout, T: Pack>(items: &[T]) -> usize {
    let measure = |step| items.iter().step_by(step).map(Pack::packed_len::<L>).sum::<usize>();
    let each = measure(items.len() / SAMPLE) / SAMPLE + 1;
    if each > SMALL { measure(1) } else { items.len().saturating_mul(each + each / 8) }
}

/// What the head of a value said.
pub enum Head<T> {
    /// Nothing: the value is all tail.
    None,
    /// How long the tail is.
    Length(usize),
    /// The value itself.
    Whole(T),
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
    #[inline]
    fn unpack_head<L: Layout>(_input: &mut Reader<'de>) -> Result<Head<Self>, CodecError> {
        Ok(Head::None)
    }

    /// Reads the tail that belongs to a head.
    ///
    /// # Errors
    /// As `unpack_from`.
    #[inline]
    fn unpack_tail<L: Layout>(
        _head: Head<Self>,
        input: &mut Reader<'de>,
    ) -> Result<Self, CodecError> {
        Self::unpack_from::<L>(input)
    }

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
            if input.offset() == before && index > input.empty {
                return Err(input.fault(CodecErrorKind::TooLarge).in_index(index));
            }
        }
        input.filled(reserved, size_of::<Self>());
        Ok(items)
    }
}

/// A writer with room for a value: a function of its own, so that `pack` is short enough to be
/// inlined. What is made elsewhere comes by way of memory, which takes as long as a few fields.
#[inline(never)]
fn writer_for<T: Pack + ?Sized>(value: &T) -> Writer {
    Writer::with_capacity(value.packed_len::<Network>())
}

/// The packed bytes of a value.
///
/// # Panics
/// A text or list is too long for a length of its layout; [`try_pack`] tells it as an error.
#[inline]
pub fn pack<T: Pack + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = writer_for(value);
    value.pack_into::<Network>(&mut out);
    out.into_bytes()
}

/// The packed bytes of a value.
///
/// # Errors
/// `TooLarge`: a text or list is too long for a length of its layout.
#[inline]
pub fn try_pack<T: Pack + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    let mut out = writer_for(value);
    value.pack_into::<Network>(&mut out);
    out.finish()
}

/// The value that all of these bytes are.
///
/// # Errors
/// [`CodecError`]: what is wrong, in which field and at which byte; bytes that are left over are
/// an error too.
#[inline]
pub fn unpack<'de, T: Unpack<'de>>(bytes: &'de [u8]) -> Result<T, CodecError> {
    unpack_with(bytes, &Limits::default())
}

/// As [`unpack`], within these limits.
///
/// # Errors
/// As [`unpack`].
#[inline]
pub fn unpack_with<'de, T: Unpack<'de>>(
    bytes: &'de [u8],
    limits: &Limits,
) -> Result<T, CodecError> {
    let mut input = Reader::new(bytes, limits)?;
    let value = T::unpack_from::<Network>(&mut input)?;
    input.finish()?;
    Ok(value)
}

#[doc(hidden)]
pub mod expansion;
