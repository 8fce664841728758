//! Types that stand for constants, so that the replacements of `of::<3>` and `of::<4>` are told apart.

macro_rules! numbers {
    ($($name:ident)*) => {$(
        #[doc = concat!("A `const N: ", stringify!($name), "`.")]
        #[allow(non_camel_case_types, reason = "it is named as the type of the constant")]
        pub struct $name<const N: core::primitive::$name>;
    )*};
}

numbers! { bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }
