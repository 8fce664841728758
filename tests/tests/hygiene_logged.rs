//! `logged` where no name means what it usually does.
#![no_implicit_prelude]
#![allow(dead_code, missing_docs, non_camel_case_types, clippy::unnecessary_wraps)]

mod facade {
    pub(crate) use ::dunder as inner;
}

#[derive(::std::fmt::Debug)]
struct Option;
#[derive(::std::fmt::Debug)]
struct String;
struct Result;
struct Vec;
struct Box;
struct Some;
struct Ok;
struct Err;
struct Call;
struct Site;
trait Debug {}
mod core {}
mod std {}
mod dunder {}
mod tracing {}

struct r#type;

#[::dunder::logged(crate = crate::facade::inner, time)]
impl r#type {
    fn r#fn(&self, r#match: String, call: Option, result: u8) -> ::std::result::Result<u8, ()> {
        let _ = (r#match, call);
        ::std::result::Result::Ok(result)
    }

    async fn later(&self, never: u8) -> u8 {
        never
    }

    #[logged(max_len = 3, ret = "{}")]
    fn short(&self, success: &str, value: u8) -> u8 {
        let _ = success;
        value
    }
}

macro_rules! made_by_macro {
    ($name:ident, $arg:ident: $ty:ty, $body:expr) => {
        #[::dunder::logged]
        fn $name($arg: $ty, result: u8) -> $ty {
            let _ = result;
            $body
        }
    };
}

made_by_macro!(twice, call: u8, call_value());

fn call_value() -> u8 {
    2
}

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    ::std::assert_eq!(r#type.r#fn(String, Option, 3), ::std::result::Result::Ok(3));
    ::std::assert_eq!(r#type.short("abc", 1), 1);
    ::std::assert_eq!(twice(3, 4), 2);
    ::std::mem::drop(r#type.later(1));
}

#[::std::prelude::v1::test]
fn it_works_inside_a_function_and_a_nested_module() {
    #[::dunder::logged]
    fn outer(call: u8) -> u8 {
        #[::dunder::logged]
        fn inner(call: u8) -> u8 {
            call
        }
        inner(call)
    }
    mod nested {
        use crate::facade;

        #[::dunder::logged(crate = facade::inner)]
        pub(super) fn deep(value: &u8) -> &u8 {
            value
        }
    }
    ::std::assert_eq!((outer(1), nested::deep(&2)), (1, &2));
}
