//! What expansions of `#[derive(Packed)]` call.

pub use super::{Bytes, Layout, Network, Pack, Reader, Unpack, Writer, rows};
pub use super::{pack, try_pack, unpack, unpack_with};
use crate::codec::{CodecError, CodecErrorKind};
pub use crate::{
    __packed_methods as methods, __packed_record as record, __packed_stand_in as stand_in,
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

/// The impls of a struct whose fields are all packed as what they are, at most eight in a row. With
/// `order = "lengths-first"` there is one row.
#[doc(hidden)]
#[macro_export]
macro_rules! __packed_record {
    (
        [$($vis:tt)*] [$($generics:tt)*] [$($decoding:tt)*] [$ty:ty] [$($packs:tt)*] [$($unpacks:tt)*]
        $layout:ident $pack:ident $unpack:ident;
        $($read:ident $rows:ident { $([$($member:tt)*] $name:literal $place:tt [$($of:tt)*];)* })*
        |$value:ident| [$($rule:tt)*]
    ) => {
        #[automatically_derived]
        impl $($generics)* $crate::packed::Pack for $ty $($packs)* {
            fn packed_len<__L: $crate::packed::Layout>(
                &self,
            ) -> $crate::__private::usize {
                let out = $crate::packed::rows::Len(0);
                $(let out = $crate::packed::rows::$rows::each::<_, $crate::packed::rows::$layout, $($($of)*),*>(
                    out, $(&self.$($member)*),*
                );)*
                out.0
            }
            fn pack_into<__L: $crate::packed::Layout>(&self, out: &mut $crate::packed::Writer) {
                $($crate::packed::rows::$rows::each::<_, $crate::packed::rows::$layout, $($($of)*),*>(
                    $crate::packed::rows::$pack(out), $(&self.$($member)*),*
                );)*
            }
        }
        #[automatically_derived]
        impl $($decoding)* $crate::packed::Unpack<'__de> for $ty $($unpacks)* {
            fn unpack_from<__L: $crate::packed::Layout>(
                input: &mut $crate::packed::Reader<'__de>,
            ) -> $crate::__private::codec::Result<Self> {
                $(let $read = match $crate::packed::rows::$rows::$unpack::<$crate::packed::rows::$layout, $($($of)*),*>(
                    input, [$($name),*]
                ) {
                    $crate::__private::Ok(read) => read,
                    $crate::__private::Err(fault) => return $crate::__private::Err(fault),
                };)*
                let $value = Self { $($($($member)*: $read.$place,)*)* };
                $crate::__packed_ruled!($value [$($rule)*])
            }
        }
        $crate::__packed_methods!([$($vis)*] [$($generics)*] [$ty] [$($packs)*]);
    };
}

/// What is read, after its rules.
#[doc(hidden)]
#[macro_export]
macro_rules! __packed_ruled {
    ($value:ident []) => { $crate::__private::Ok($value) };
    ($value:ident [$($rule:tt)+]) => {{ $($rule)+ }};
}

/// The methods that forward to the traits. Where nothing is generic, the compiler is spared a `where`.
#[doc(hidden)]
#[macro_export]
macro_rules! __packed_methods {
    ([$($vis:tt)*] [] [$ty:ty] [$($clause:tt)*]) => {
        $crate::__packed_methods!(@ [$($vis)*] [] [$ty] [$($clause)*] [] ['_] []);
    };
    ([$($vis:tt)*] [$($generics:tt)+] [$ty:ty] [$($clause:tt)*]) => {
        $crate::__packed_methods!(
            @ [$($vis)*] [$($generics)+] [$ty] [$($clause)*]
            [<'__de>] ['__de] [where Self: $crate::packed::Unpack<'__de>]
        );
    };
    (
        @ [$($vis:tt)*] [$($generics:tt)*] [$ty:ty] [$($clause:tt)*]
        [$($de:tt)*] [$lifetime:lifetime] [$($unpacks:tt)*]
    ) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($clause)* {
            /// The packed bytes.
            ///
            /// # Panics
            /// A text or list is too long for a length of its layout; `try_pack` is for that case.
            #[must_use]
            #[inline]
            $($vis)* fn pack(&self) -> $crate::__private::Vec<$crate::__private::u8> {
                $crate::packed::pack(self)
            }
            /// The packed bytes.
            ///
            /// # Errors
            /// A text or list is too long for a length of its layout.
            #[inline]
            $($vis)* fn try_pack(
                &self,
            ) -> $crate::__private::codec::Result<$crate::__private::Vec<$crate::__private::u8>> {
                $crate::packed::try_pack(self)
            }
            /// The value that all of these bytes are.
            ///
            /// # Errors
            /// What is wrong with them, in which field and at which byte.
            $($vis)* fn unpack $($de)* (
                bytes: &$lifetime [$crate::__private::u8],
            ) -> $crate::__private::codec::Result<Self>
            $($unpacks)*
            {
                $crate::packed::unpack(bytes)
            }
            /// As `unpack`, within these limits.
            ///
            /// # Errors
            /// As `unpack`.
            $($vis)* fn unpack_with $($de)* (
                bytes: &$lifetime [$crate::__private::u8],
                limits: &$crate::Limits,
            ) -> $crate::__private::codec::Result<Self>
            $($unpacks)*
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
            ) -> $crate::__private::usize {
                0
            }
            fn pack_into<__L: $crate::packed::Layout>(&self, _: &mut $crate::packed::Writer) {}
        }
        impl $($decoding)* $crate::packed::Unpack<'__de> for $ty $($clause)* {
            fn unpack_from<__L: $crate::packed::Layout>(
                input: &mut $crate::packed::Reader<'__de>,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::Err(input.fault($crate::CodecErrorKind::Unsupported))
            }
        }
    };
}
