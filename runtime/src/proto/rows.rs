//! Up to eight fields of a message in one call: the compiler checks a call with eight types faster than
//! eight calls, and what is done with each of them is written once, here.

use super::field::Field;
use super::read::{Key, Reader};
use super::schema::{AboutRow, about_row};
use super::value::Natural;
use super::wire::Sink;
use crate::codec::CodecError;

macro_rules! row {
    ([$($more:ident),*] $count:literal: $($ty:ident $form:ident $value:ident $place:literal),+) => {
        use super::*;

        /// Writes each, with its tag.
        #[inline(always)]
        pub fn write<'de, S: Sink, $($ty: Field<'de, $form>,)+ $($more),*>(
            out: &mut S,
            tags: [u32; $count],
            $($value: &$ty),+
        ) {
            $($value.write_field(tags[$place], out);)+
        }

        /// What they are where they are not there.
        #[inline(always)]
        #[must_use]
        pub fn empty<'de, $($ty: Field<'de, $form>,)+ $($more),*>() -> ($($ty,)+) {
            ($($ty::empty(),)+)
        }

        /// Reads one, if it is of these.
        ///
        /// # Errors
        /// Those of the field.
        #[inline(always)]
        pub fn read<'de, $($ty: Field<'de, $form>,)+ $($more),*>(
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
        pub const fn about<'de, $($ty: Field<'de, $form>,)+ $($more),*>(
            lines: &'static str,
            tags: [u32; $count],
        ) -> AboutRow {
            about_row(lines, tags, [$($ty::ABOUT),+])
        }
    };
}

macro_rules! rows {
    ($($row:ident $formed:ident $count:literal: $($ty:ident $form:ident $value:ident $place:literal),+;)+) => {
        $(
            /// So many fields in their natural forms.
            #[allow(clippy::too_many_arguments, reason = "one for each field")]
            #[allow(clippy::inline_always, reason = "tags are constants of the call")]
            #[allow(clippy::type_complexity, reason = "one for each field")]
            pub mod $row {
                row!([] $count: $($ty Natural $value $place),+);
            }

            /// So many fields, each in its form.
            #[allow(clippy::too_many_arguments, reason = "one for each field")]
            #[allow(clippy::inline_always, reason = "tags are constants of the call")]
            #[allow(clippy::type_complexity, reason = "one for each field")]
            pub mod $formed {
                row!([$($form),+] $count: $($ty $form $value $place),+);
            }
        )+
    };
}

rows! {
    r1 f1 1: A FA a 0;
    r2 f2 2: A FA a 0, B FB b 1;
    r3 f3 3: A FA a 0, B FB b 1, C FC c 2;
    r4 f4 4: A FA a 0, B FB b 1, C FC c 2, D FD d 3;
    r5 f5 5: A FA a 0, B FB b 1, C FC c 2, D FD d 3, E FE e 4;
    r6 f6 6: A FA a 0, B FB b 1, C FC c 2, D FD d 3, E FE e 4, F FF f 5;
    r7 f7 7: A FA a 0, B FB b 1, C FC c 2, D FD d 3, E FE e 4, F FF f 5, G FG g 6;
    r8 f8 8: A FA a 0, B FB b 1, C FC c 2, D FD d 3, E FE e 4, F FF f 5, G FG g 6, H FH h 7;
}
