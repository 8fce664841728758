//! Bounds as parameters, in constants.

use super::Param;

macro_rules! params {
    ($($variant:ident: $($ty:ident)+;)+) => {
        $($(
            /// A bound of this type.
            #[must_use]
            pub const fn $ty(value: $ty) -> Param {
                Param::$variant(value as _)
            }
        )+)+
    };
}

params! {
    Int: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize;
    Float: f32 f64;
}

/// A bound of this type.
#[must_use]
pub const fn bool(value: bool) -> Param {
    Param::Bool(value)
}

/// A bound of this type.
#[must_use]
pub const fn u128(value: u128) -> Param {
    if value > i128::MAX as u128 { Param::Uint(value) } else { Param::Int(value.cast_signed()) }
}

/// A text, or a bound as it was written.
#[must_use]
pub const fn str(value: &'static str) -> Param {
    Param::text(value)
}
