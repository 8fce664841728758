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

struct Awaited(u8);

#[::dunder::singleton]
impl Awaited {
    #[init]
    async fn new(value: u8) -> ::std::result::Result<Self, ()> {
        ::std::future::ready(()).await;
        ::std::result::Result::Ok(Self(value))
    }
}

struct OfThread<T>(T);

#[::dunder::singleton(scope = "thread", crate = crate::facade::inner)]
impl<T> OfThread<T> {
    #[init]
    fn new(value: T) -> Self {
        Self(value)
    }
}

#[::dunder::singleton(scope = "thread", accessor = "r#mod")]
#[derive(::std::default::Default)]
struct Mode(u8);

#[::dunder::singleton(eager, crate = crate::facade::inner)]
#[derive(::std::default::Default)]
struct Early(u8);

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
    ::std::assert_eq!(OfThread::instance(5).0, 5);
    ::std::assert_eq!(Mode::r#mod().0, 0);
    ::std::assert!(Early::get().is_none());
    ::dunder::singleton::build_eager().unwrap();
    ::std::assert_eq!(Early::get().unwrap().0, 0);
    ::std::mem::drop(Awaited::instance(1));
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

/// What a `macro_rules!` passes on comes in invisible groups.
mod passed_on {
    pub(crate) struct Disk(pub(crate) u8);
    macro_rules! single {
        ($ty:ty, $body:block) => {
            #[::dunder::singleton]
            impl $ty {
                #[init]
                pub(crate) fn new() -> $ty $body
            }
        };
    }
    single! { Disk, { Disk(3) } }
}

#[test]
fn a_macro_passes_a_type_and_a_body_on() {
    ::core::assert_eq!(passed_on::Disk::instance().0, 3);
}
