//! `plugin` where nothing is in scope, where the user's names are std's, and under other names.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![allow(dead_code, non_camel_case_types, reason = "the shadows are only there")]
#![allow(clippy::unnecessary_wraps, reason = "a constructor may return a `Result`")]

extern crate dunder as renamed;

/// Names that an expansion could mistake for std's.
macro_rules! shadows {
    ($($name:ident)*) => { $(#[derive(::std::fmt::Debug)] struct $name;)* };
}

shadows!(
    Option Result String Vec Box Some None Ok Err Default Error Entry Registry Plugin PluginError
    Pluggable Registration Location core std dunder linkme bool str i32
);

mod facade {
    pub(crate) use ::dunder as inner;
}

#[renamed::plugin_registry(crate = renamed)]
trait Notifier {
    fn send(&self) -> u8;
}

#[renamed::plugin(Notifier, crate = renamed)]
#[derive(::std::default::Default)]
struct EmailPlugin {
    #[cfg(any())]
    gone: Missing,
    #[cfg(test)]
    here: u8,
}

impl Notifier for EmailPlugin {
    fn send(&self) -> u8 {
        self.here
    }
}

struct Sms;

#[renamed::plugin(Notifier, name = "sms", priority = 1, after = "email", before("x", "y"),
    meta(r#type = "acme"), crate = crate::facade::inner)]
impl Sms {
    #[init]
    fn r#try() -> ::std::result::Result<Self, ::std::string::String> {
        ::std::result::Result::Ok(Self)
    }
}

impl Notifier for Sms {
    fn send(&self) -> u8 {
        2
    }
}

#[::dunder::plugin_registry]
pub(crate) trait r#Trait {}

#[::dunder::plugin(r#Trait)]
#[derive(::std::default::Default)]
struct r#Struct;

impl r#Trait for r#Struct {}

/// Serde's derives take the `str` in scope, so that they stand where it is not the user's.
mod tagged {
    #[::dunder::plugin_registry(serde, exactly_one, crate = crate::facade::inner)]
    pub(crate) trait Tagged: ::std::fmt::Debug
    where
        Self: ::std::marker::Send,
    {
        fn three(&self) -> u8 {
            3
        }
    }

    #[::dunder::plugin(Tagged, name = "all", config(Self, default))]
    #[derive(
        ::std::fmt::Debug, ::std::default::Default, ::serde::Serialize, ::serde::Deserialize,
    )]
    struct r#All {
        r#type_: u8,
    }

    impl Tagged for All {}
}

#[derive(::serde::Deserialize)]
struct Bare(u8);

struct Late(u8);

#[::dunder::plugin(r#Trait, config = Bare, crate = crate::facade::inner)]
impl Late {
    #[init]
    async fn r#new(r#in: Bare) -> ::std::result::Result<Self, ::std::string::String> {
        ::std::future::ready(()).await;
        ::std::result::Result::Ok(Self(r#in.0))
    }
}

impl r#Trait for Late {}

mod outer {
    pub(super) mod inner {
        #[::dunder::plugin_registry(check = "link")]
        pub(in crate::outer) trait Deep {
            fn two(&self) -> u8 {
                2
            }
        }

        pub(crate) fn twos() -> usize {
            <dyn Deep>::registry().len()
        }
    }

    #[::dunder::plugin(inner::Deep)]
    #[derive(::std::default::Default)]
    struct Diver;

    impl inner::Deep for Diver {}

    mod below {
        #[::dunder::plugin(super::super::outer::inner::Deep, name = "mole")]
        #[derive(::std::default::Default)]
        struct Mole;

        impl super::inner::Deep for Mole {}
    }
}

/// Everything from one `macro_rules!`.
macro_rules! family {
    ($trait:ident: $($ty:ident $name:literal),*) => {
        #[::dunder::plugin_registry]
        trait $trait {}
        $(
            #[::dunder::plugin($trait, name = $name)]
            #[derive(::std::default::Default)]
            struct $ty;
            impl $trait for $ty {}
        )*
    };
}

family!(Family: Ann "ann", Bob "bob");

#[test]
fn names_of_the_user_are_the_users() {
    let registry = <dyn Notifier>::registry();
    ::std::assert_eq!(registry.names(), ["email", "sms"]);
    ::std::assert_eq!(registry.create("sms").unwrap().send(), 2);
    ::std::assert_eq!(registry.create("email").unwrap().send(), 0);
    let meta = registry.entry("sms").unwrap().meta("type");
    ::std::assert_eq!(meta, ::std::option::Option::Some("acme"));
    ::std::assert_eq!(<dyn r#Trait>::registry().names(), ["late", "struct"]);
    let all: ::std::boxed::Box<dyn tagged::Tagged> =
        ::serde_json::from_str("{\"type\":\"all\",\"type_\":1}").unwrap();
    ::std::assert_eq!(::serde_json::to_string(&all).unwrap(), "{\"type\":\"all\",\"type_\":1}");
    ::std::assert_eq!(<dyn tagged::Tagged>::registry().create("all").unwrap().three(), 3);
    ::std::assert_eq!(outer::inner::twos(), 2);
    ::std::assert_eq!(<dyn Family>::registry().names(), ["ann", "bob"]);
}

#[test]
fn functions_have_registries_of_their_own() {
    fn one() -> usize {
        family!(Local: Cid "cid");
        <dyn Local>::registry().len()
    }
    fn two() -> usize {
        family!(Local: Cid "cid", Dot "dot");
        <dyn Local>::registry().len()
    }
    ::std::assert_eq!((one(), two()), (1, 2));
}

/// What a `macro_rules!` passes on comes in invisible groups.
mod passed_on {
    #[::dunder::plugin_registry]
    pub(crate) trait Codec {}
    struct Gzip;
    macro_rules! codec {
        ($ty:ty, $of:path, $body:block) => {
            #[::dunder::plugin($of)]
            impl $ty {
                #[init]
                fn new() -> Self $body
            }
            impl $of for $ty {}
        };
    }
    codec! { Gzip, Codec, { Gzip } }
}

#[test]
fn a_macro_passes_a_type_and_a_body_on() {
    ::std::assert_eq!(<dyn passed_on::Codec>::registry().names(), ["gzip"]);
}
