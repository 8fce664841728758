//! Up to eight fields of a struct in one call: the compiler checks a call with eight types faster than
//! eight calls, and what is done with each of them is written once, here.

use super::expansion::named;
use super::{Layout, Pack, Reader, Unpack, Writer};
use crate::codec::CodecError;

/// The layouts by a word each: the order of the bytes, and how many a length has.
mod layouts {
    use super::super::Bytes;

    pub type Big1 = Bytes<false, 1>;
    pub type Big2 = Bytes<false, 2>;
    pub type Big4 = Bytes<false, 4>;
    pub type Big8 = Bytes<false, 8>;
    pub type Little1 = Bytes<true, 1>;
    pub type Little2 = Bytes<true, 2>;
    pub type Little4 = Bytes<true, 4>;
    pub type Little8 = Bytes<true, 8>;
}

pub use layouts::{Big1, Big2, Big4, Big8, Little1, Little2, Little4, Little8};

/// What is done with each field. Both have one function, so that a type without a packed form is one
/// error.
pub trait Each {
    /// What is done with the value, or with its head.
    fn first<L: Layout, T: Pack>(&mut self, value: &T);
    /// What is done with its tail, after all heads.
    #[inline]
    fn second<L: Layout, T: Pack>(&mut self, _value: &T) {}
}

/// Counts bytes.
#[derive(Default)]
pub struct Len(pub usize);

impl Each for Len {
    #[inline]
    fn first<L: Layout, T: Pack>(&mut self, value: &T) {
        self.0 += value.packed_len::<L>();
    }
}

impl Each for Writer {
    #[inline]
    fn first<L: Layout, T: Pack>(&mut self, value: &T) {
        value.pack_into::<L>(self);
    }
}

/// Appends all heads, then all tails.
pub struct Split<'a>(pub &'a mut Writer);

impl Each for Split<'_> {
    #[inline]
    fn first<L: Layout, T: Pack>(&mut self, value: &T) {
        value.pack_head::<L>(self.0);
    }
    #[inline]
    fn second<L: Layout, T: Pack>(&mut self, value: &T) {
        value.pack_tail::<L>(self.0);
    }
}

/// The writer as it is.
pub fn pack(out: &mut Writer) -> &mut Writer {
    out
}

/// The writer, heads first.
pub fn pack_split(out: &mut Writer) -> Split<'_> {
    Split(out)
}

impl<E: Each> Each for &mut E {
    #[inline]
    fn first<L: Layout, T: Pack>(&mut self, value: &T) {
        (**self).first::<L, T>(value);
    }
    #[inline]
    fn second<L: Layout, T: Pack>(&mut self, value: &T) {
        (**self).second::<L, T>(value);
    }
}

macro_rules! rows {
    ($($module:ident $count:literal: $($ty:ident $value:ident $place:literal),+;)+) => {
        $(
            /// So many fields.
            #[allow(clippy::too_many_arguments, reason = "one for each field")]
            #[allow(clippy::inline_always, reason = "names are constants of the call")]
            #[allow(clippy::type_complexity, reason = "one for each field")]
            pub mod $module {
                use super::*;

                /// Does the same with each.
                #[inline(always)]
                pub fn each<O: Each, L: Layout, $($ty: Pack),+>(mut out: O, $($value: &$ty),+) -> O {
                    $(out.first::<L, $ty>($value);)+
                    $(out.second::<L, $ty>($value);)+
                    out
                }

                /// Reads one after the other.
                ///
                /// # Errors
                /// Those of each, with its name.
                #[inline(always)]
                pub fn unpack<'de, L: Layout, $($ty: Unpack<'de>),+>(
                    input: &mut Reader<'de>,
                    names: [&'static str; $count],
                ) -> Result<($($ty,)+), CodecError> {
                    input.nested(|input| {
                        Ok(($(named(names[$place], $ty::unpack_from::<L>(input))?,)+))
                    })
                }

                /// Reads all heads, then all tails.
                ///
                /// # Errors
                /// Those of each, with its name.
                #[inline(always)]
                pub fn unpack_split<'de, L: Layout, $($ty: Unpack<'de>),+>(
                    input: &mut Reader<'de>,
                    names: [&'static str; $count],
                ) -> Result<($($ty,)+), CodecError> {
                    input.nested(|input| {
                        $(let $value = named(names[$place], $ty::unpack_head::<L>(input))?;)+
                        Ok(($(named(names[$place], $ty::unpack_tail::<L>($value, input))?,)+))
                    })
                }
            }
        )+
    };
}

rows! {
    r1 1: A a 0;
    r2 2: A a 0, B b 1;
    r3 3: A a 0, B b 1, C c 2;
    r4 4: A a 0, B b 1, C c 2, D d 3;
    r5 5: A a 0, B b 1, C c 2, D d 3, E e 4;
    r6 6: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5;
    r7 7: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6;
    r8 8: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7;
}
