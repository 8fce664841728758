//! `Packed` where no name means what it usually does.
#![no_implicit_prelude]
#![allow(dead_code, missing_docs, non_camel_case_types)]

mod facade {
    pub(crate) use ::dunder as inner;
}

struct Option;
struct Result;
struct String;
struct Vec;
struct Box;
struct Default;
struct Pack;
struct Unpack;
struct Some;
struct Ok;
struct Err;
mod core {}
mod std {}
mod dunder {}
type u8 = bool;

#[derive(::dunder::Packed, ::std::cmp::PartialEq, ::std::fmt::Debug)]
struct r#type<'a, T, const N: usize>
where
    T: ::std::marker::Copy,
{
    r#fn: T,
    out: &'a str,
    input: [u16; N],
    #[cfg(any())]
    never: Never,
    #[packed(skip)]
    value: ::std::option::Option<usize>,
}

#[derive(::dunder::Packed, ::std::cmp::PartialEq, ::std::fmt::Debug)]
#[packed(crate = crate::facade::inner, tag = u16)]
enum r#enum {
    Ok,
    Some(u32),
    r#Self_ { tag: i8, at: i8 },
}

macro_rules! made_by_macro {
    ($name:ident, $field:ident: $ty:ty) => {
        #[derive(::dunder::Packed)]
        #[packed(order = "lengths-first")]
        struct $name {
            $field: $ty,
        }
    };
}

made_by_macro!(FromMacro, value: ::std::vec::Vec<u16>);

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    let value = r#type { r#fn: 1_i32, out: "a", input: [2], value: ::std::option::Option::None };
    let bytes = value.pack();
    ::std::assert_eq!(r#type::unpack(&bytes), ::std::result::Result::Ok(value));
    let value = r#enum::r#Self_ { tag: 1, at: 2 };
    ::std::assert_eq!(value.pack(), [0, 2, 1, 2]);
    ::std::assert_eq!(r#enum::unpack(&[0, 2, 1, 2]), ::std::result::Result::Ok(value));
    ::std::assert_eq!(FromMacro { value: ::std::vec![1] }.pack(), [0, 0, 0, 1, 0, 1]);
}

#[::std::prelude::v1::test]
fn it_works_inside_a_function_and_a_nested_module() {
    #[derive(::dunder::Packed)]
    struct Local(i8);
    mod nested {
        use crate::facade;

        #[derive(facade::inner::Packed)]
        #[packed(crate = facade::inner)]
        pub(super) struct Deep(pub(super) i8);
    }
    ::std::assert_eq!(Local(1).pack(), nested::Deep(1).pack());
}
