//! `singleton` where no name means what it usually does.
#![no_implicit_prelude]
#![allow(dead_code, missing_docs, non_camel_case_types, clippy::unnecessary_wraps)]

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
struct Ok;
trait Send {}
trait Sync {}
mod core {}
mod std {}
mod dunder {}

struct Plain(u8);

#[::dunder::singleton]
impl Plain {
    #[init]
    fn new(value: u8) -> Self {
        Self(value)
    }
}

struct r#type(::std::string::String);

#[::dunder::singleton(crate = crate::facade::inner)]
impl r#type {
    #[init]
    fn r#fn(r#match: &str) -> ::std::result::Result<Self, ()> {
        ::std::result::Result::Ok(Self(::std::convert::Into::into(r#match)))
    }
}

#[::dunder::singleton(crate = crate::facade::inner)]
#[derive(::std::default::Default)]
struct Settings {
    #[cfg(any())]
    never: Never,
    r#level: u8,
}

struct Many<T>(T);

#[::dunder::singleton(on_conflict = "error")]
impl<T> Many<T>
where
    T: ::std::marker::Send + ::std::marker::Sync + 'static,
{
    #[init]
    fn new(value: T) -> Self {
        Self(value)
    }
}

macro_rules! made_by_macro {
    ($name:ident, $arg:ident: $ty:ty) => {
        struct $name($ty);
        #[::dunder::singleton]
        impl $name {
            #[init]
            fn new($arg: $ty, value: u8) -> Self {
                let _ = value;
                Self($arg)
            }
        }
    };
}

made_by_macro!(FromMacro, value: u16);

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    ::std::assert_eq!(Plain::instance(1).0, 1);
    ::std::assert_eq!(r#type::instance("a").unwrap().0, "a");
    ::std::assert_eq!(Settings::instance().level, 0);
    ::std::assert_eq!(Many::try_instance(2_u8).unwrap().0, 2);
    ::std::assert_eq!(FromMacro::instance(3, 4).0, 3);
}

#[::std::prelude::v1::test]
fn it_works_inside_a_function_and_a_nested_module() {
    struct Local;
    #[::dunder::singleton]
    impl Local {
        #[init]
        fn new() -> Self {
            Self
        }
    }
    mod nested {
        use crate::facade;

        pub(super) struct Deep;
        #[::dunder::singleton(crate = facade::inner)]
        impl Deep {
            #[init]
            pub(super) fn new() -> Self {
                Self
            }
        }
    }
    let _ = (Local::instance(), Local::get());
}
