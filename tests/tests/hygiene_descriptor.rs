//! `descriptors` and `properties` where no name means what it usually does.
#![no_implicit_prelude]
#![allow(dead_code, missing_docs, non_camel_case_types, clippy::unused_async, clippy::unused_self)]

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
struct Attr;
struct Field;
struct FieldMeta;
trait Send {}
trait Descriptor {}
trait SetDescriptor {}
trait DeleteDescriptor {}
mod core {}
mod std {}
mod dunder {}
mod descriptor {}

use ::dunder::descriptor::{Cached, Clamp, Computed, Lazy, Observed, Once, ReadOnly, Remembered};
use ::std::cell::OnceCell;

#[::dunder::descriptors(dyn)]
struct Plain {
    #[descriptor(Clamp<u8> = Clamp::new(1, 9))]
    owner: u8,
    #[descriptor(::dunder::descriptor::Once)]
    value: ::std::option::Option<u8>,
    #[descriptor(ReadOnly)]
    name: &'static str,
}

#[::dunder::descriptors(crate = crate::facade::inner)]
struct r#type<'a, T: 'static, const N: usize>
where
    T: ::std::marker::Copy,
    Self: ::std::marker::Sized,
{
    #[cfg(any())]
    #[descriptor(Never)]
    never: Never,
    #[descriptor(Once)]
    r#fn: ::std::option::Option<T>,
    #[descriptor((Observed<[u8; N]>, Clamp<[u8; N]>) = (Observed::new(|_, _, _| {}), Clamp::new([0; N], [9; N])))]
    r#match: [u8; N],
    #[descriptor(Lazy<Self, usize> = Lazy::new(|owner| owner.text.len()))]
    len: OnceCell<usize>,
    #[descriptor(Cached<Self, u8> = Cached::new(|owner| owner.r#match[0]), of(r#match))]
    first: OnceCell<u8>,
    #[descriptor(Computed<Self, usize> = Computed::new(|_| N))]
    size: (),
    text: &'a str,
}

#[::dunder::descriptors]
#[::dunder::validated(no(edit))]
struct Range<'a, T>
where
    T: ::std::marker::Copy + 'static,
{
    #[validate(trim, matches = r#fn)]
    #[descriptor(::dunder::descriptor::Rules)]
    low: ::std::string::String,
    #[descriptor(Once)]
    r#fn: ::std::option::Option<::std::string::String>,
    #[validate(when(self.low.is_empty(), chars(..=3)))]
    text: &'a str,
    #[descriptor(Observed<T> = Observed::new(|_, _, _| {}))]
    of: T,
}

macro_rules! made_by_macro {
    ($name:ident, $field:ident: $ty:ty = $of:ty, $value:expr) => {
        #[::dunder::descriptors]
        struct $name {
            #[descriptor($of = $value)]
            $field: $ty,
            #[descriptor(Once)]
            other: ::std::option::Option<$ty>,
        }

        #[::dunder::properties]
        impl $name {
            #[property]
            fn twice(&self) -> $ty {
                self.$field * 2
            }
        }
    };
}

made_by_macro!(FromMacro, level: u16 = Clamp<u16>, Clamp::new(0, 11));

#[::std::prelude::v1::derive(::std::default::Default)]
struct r#impl {
    r#async: Remembered<u8>,
    other: Remembered<u8>,
}

#[::dunder::properties(crate = crate::facade::inner)]
impl r#impl {
    #[property(cached)]
    async fn r#async(&self) -> u8 {
        1
    }

    #[property(ttl = "1s", cell = other)]
    async fn r#loop(&self) -> ::std::result::Result<u8, u8> {
        ::std::result::Result::Ok(2)
    }

    #[cfg(any())]
    #[property(setter)]
    fn set_async(&self, _: Never) {}

    #[property]
    fn plain(&self) -> u8 {
        3
    }

    #[cfg(not(any()))]
    #[property(setter)]
    fn set_plain(&mut self, _: u8) {}
}

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    use ::dunder::Properties;
    use ::std::{assert, assert_eq, boxed, option, panic, result};

    let mut plain = Plain { owner: 1, value: option::Option::None, name: "a" };
    let result::Result::Ok(()) = plain.set_owner(20);
    assert_eq!(plain.owner(), 9);
    assert!(plain.set_value(1).is_ok() && plain.delete_value().is_some());
    assert_eq!(*plain.name(), "a");
    assert!(plain.set_dyn("owner", boxed::Box::new(2_u8)).is_ok());
    assert!(plain.get_dyn("owner").is_some());

    let text = <::std::string::String as ::std::convert::From<&str>>::from;
    let made = Range::new(text("a"), option::Option::Some(text("a")), "b", 7_u8);
    let result::Result::Ok(mut range) = made else { panic!() };
    assert!(range.delete_fn().is_err() && range.set_low(text("b")).is_err());
    assert!(range.set_of(8).is_ok() && range.of() == &8 && range.text() == "b");

    assert_eq!(FromMacro { level: 4, other: option::Option::None }.twice(), 8);
    assert_eq!(FromMacro::LIST.len(), 1);
    assert_eq!(r#impl::LIST.len(), 3);
    assert_eq!(r#impl::LIST[0].setter, option::Option::None);
    assert_eq!(r#impl::LIST[2].setter, option::Option::Some("set_plain"));
}

#[::std::prelude::v1::test]
fn it_works_inside_a_function_and_a_nested_module() {
    #[::dunder::descriptors]
    struct Local {
        #[descriptor(ReadOnly)]
        value: u8,
    }
    #[::dunder::properties]
    impl Local {
        #[property]
        fn more(&self) -> u8 {
            self.value + 1
        }
    }
    mod nested {
        use crate::facade;

        #[::dunder::descriptors(crate = facade::inner)]
        pub(super) struct Deep {
            #[descriptor(facade::inner::descriptor::Clamp<u8> = facade::inner::descriptor::Clamp::new(0, 1))]
            value: u8,
        }
        impl Deep {
            pub(super) fn new() -> Self {
                Self { value: 0 }
            }
        }
    }
    let local = Local { value: 1 };
    ::std::assert_eq!((local.value(), local.more()), (&1, 2));
    let mut deep = nested::Deep::new();
    let ::std::result::Result::Ok(()) = deep.set_value(7);
    ::std::assert_eq!(deep.value(), 1);
    ::std::assert_eq!(nested::Deep::VALUE.meta().owner, "Deep");
}
