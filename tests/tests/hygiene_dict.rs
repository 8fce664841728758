//! `Dict` where no name means what it usually does.
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
struct Value;
struct Some;
struct None;
struct Ok;
struct Err;
mod core {}
mod std {}
mod dunder {}
type str = bool;

#[derive(::dunder::Dict, ::std::cmp::PartialEq, ::std::fmt::Debug)]
struct r#type<T, const N: usize>
where
    T: ::std::marker::Copy,
{
    r#fn: T,
    out: ::std::string::String,
    source: [u16; N],
    #[cfg(any())]
    never: Never,
    #[dict(skip)]
    value: ::std::option::Option<usize>,
}

#[derive(::dunder::Dict, ::std::cmp::PartialEq, ::std::fmt::Debug)]
#[dict(crate = crate::facade::inner)]
enum r#enum {
    Ok,
    Some(u32),
    r#Self_ { name: i8, items: i8 },
}

macro_rules! made_by_macro {
    ($name:ident, $field:ident: $ty:ty) => {
        #[derive(::dunder::Dict)]
        struct $name {
            #[dict(default)]
            $field: $ty,
        }
    };
}

made_by_macro!(FromMacro, value: ::std::vec::Vec<u16>);

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    let none = ::std::option::Option::None;
    let value =
        r#type { r#fn: 1_i32, out: ::std::convert::From::from("a"), source: [2], value: none };
    let json = value.to_json();
    ::std::assert_eq!(json, r#"{"fn":1,"out":"a","source":[2]}"#);
    ::std::assert_eq!(r#type::from_json(json), ::std::result::Result::Ok(value));
    let value = r#enum::r#Self_ { name: 1, items: 2 };
    let json = value.to_json();
    ::std::assert_eq!(r#enum::from_json(json), ::std::result::Result::Ok(value));
    ::std::assert_eq!(FromMacro::from_json("{}").unwrap().to_json(), r#"{"value":[]}"#);
}

#[::std::prelude::v1::test]
fn it_works_inside_a_function_and_a_nested_module() {
    #[derive(::dunder::Dict)]
    struct Local(i8);
    mod nested {
        use crate::facade;

        #[derive(facade::inner::Dict)]
        #[dict(crate = facade::inner)]
        pub(super) struct Deep(pub(super) i8);
    }
    ::std::assert_eq!(Local(1).to_json(), nested::Deep(1).to_json());
}
