//! `Proto` where no name means what it usually does.
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
struct Some;
struct None;
struct Ok;
struct Err;
struct Field;
struct Value;
struct Natural;
trait Send {}
trait Encode {}
trait Decode {}
trait Message {}
mod core {}
mod std {}
mod dunder {}
mod proto {}

#[derive(::dunder::Proto)]
struct Plain<'a> {
    #[proto(tag = 1)]
    out: ::std::string::String,
    #[proto(tag = 2)]
    this: ::std::vec::Vec<::std::string::String>,
    #[proto(tag = 3)]
    reader: ::std::option::Option<u32>,
    #[proto(oneof)]
    key: ::std::option::Option<One<'a>>,
    #[proto(unknown)]
    it: ::dunder::proto::Unknown,
}

#[derive(::dunder::Proto)]
#[proto(crate = crate::facade::inner, auto)]
struct r#type<'a, 'b: 'a>
where
    'a: 'a,
{
    #[cfg(any())]
    never: Never,
    r#fn: &'a str,
    #[proto(sint32)]
    r#match: i32,
    next: ::std::option::Option<::std::boxed::Box<Self>>,
    other: ::std::borrow::Cow<'b, [u8]>,
    id: Id,
    kind: Kind,
}

#[derive(::dunder::Proto)]
struct Id(u64);

#[derive(::dunder::Proto, ::std::fmt::Debug, ::std::cmp::PartialEq)]
enum Kind {
    r#None,
    Some,
    #[proto(other)]
    number(i32),
}

#[derive(::dunder::Proto)]
enum One<'a> {
    #[proto(tag = 10)]
    Ok(&'a str),
    #[proto(tag = 11)]
    None,
    #[proto(tag = 12)]
    Self_(::std::boxed::Box<Plain<'a>>),
}

#[derive(::dunder::Proto)]
struct Nothing;

#[derive(::dunder::Proto)]
struct Pair(#[proto(tag = 1)] u32, #[proto(tag = 2)] bool);

macro_rules! made {
    ($name:ident, $field:ident: $ty:ty = $tag:literal) => {
        #[derive(::dunder::Proto)]
        struct $name {
            #[proto(tag = $tag)]
            $field: $ty,
        }
    };
}

made!(Made, value: ::std::vec::Vec<u8> = 3);

#[test]
fn they_work_all_the_same() {
    use ::std::prelude::v1::*;
    use ::std::{assert, assert_eq};

    #[derive(::dunder::Proto)]
    struct Local {
        #[proto(tag = 1)]
        value: u32,
    }

    let made = Made { value: [1, 2].into() }.encode_to_vec();
    assert_eq!(made, [0x1a, 2, 1, 2]);
    assert_eq!(Local::decode(&Local { value: 3 }.encode_to_vec()).unwrap().value, 3);
    assert!(Nothing::decode(&Nothing.encode_to_vec()).is_ok());
    let pair = Pair::decode(&Pair(1, true).encode_to_vec()).unwrap();
    assert!(pair.0 == 1 && pair.1);
    let bytes = r#type {
        r#fn: "f",
        r#match: -1,
        next: ::std::option::Option::None,
        other: b"x".into(),
        id: Id(4),
        kind: Kind::number(9),
    }
    .encode_to_vec();
    let back = r#type::decode(&bytes).unwrap();
    assert_eq!((back.r#fn, back.r#match, back.id.0, back.kind), ("f", -1, 4, Kind::number(9)));
    assert!(r#type::PROTO.starts_with("message type {\n  string fn = 1;\n  sint32 match = 2;"));
    let one = One::Self_(::std::boxed::Box::new(Plain::decode(&[]).unwrap())).encode_to_vec();
    assert!(::std::matches!(One::decode(&one), ::std::result::Result::Ok(One::Self_(_))));
}
