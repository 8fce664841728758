//! Up to eight fields of a message in one call: the compiler checks a call with eight types faster than
//! eight calls, and what is done with each of them is written once, here.

use super::field::Field;
use super::read::{Key, Reader};
use super::schema::{AboutRow, about_row};
use super::wire::Sink;
use crate::codec::CodecError;

macro_rules! row {
    ($count:literal: $($ty:ident $value:ident $place:literal),+) => {
        use super::*;

        /// Writes each, with its tag.
        #[inline(always)]
        pub fn write<'de, S: Sink, $($ty: Field<'de>),+>(
            out: &mut S,
            tags: [u32; $count],
            $($value: &$ty),+
        ) {
            $($value.write_field(tags[$place], out);)+
        }

        /// What they are where they are not there.
        #[inline(always)]
        #[must_use]
        pub fn empty<'de, $($ty: Field<'de>),+>() -> ($($ty,)+) {
            ($($ty::empty(),)+)
        }

        /// Reads one, if it is of these.
        ///
        /// # Errors
        /// Those of the field.
        #[inline(always)]
        pub fn read<'de, $($ty: Field<'de>),+>(
            key: Key,
            reader: &mut Reader<'de>,
            tags: [u32; $count],
            $($value: &mut $ty),+
        ) -> Option<Result<(), CodecError>> {
            let tag = key.tag();
            $(if tag == tags[$place] {
                return Some($value.read_field(key, reader));
            })+
            None
        }

        /// What there is to say of each, by its line.
        #[must_use]
        pub const fn about<'de, $($ty: Field<'de>),+>(
            lines: &'static str,
            tags: [u32; $count],
        ) -> AboutRow {
            about_row(lines, tags, [$($ty::ABOUT),+])
        }
    };
}

macro_rules! rows {
    ($($row:ident $count:literal: $($ty:ident $value:ident $place:literal),+;)+) => {
        $(
            /// So many fields in their natural forms.
            #[allow(clippy::too_many_arguments, reason = "one for each field")]
            #[allow(clippy::inline_always, reason = "tags are constants of the call")]
            #[allow(clippy::type_complexity, reason = "one for each field")]
            pub mod $row {
                row!($count: $($ty $value $place),+);
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
