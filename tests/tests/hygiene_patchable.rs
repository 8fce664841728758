//! `patchable` where no name means what it usually does.
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
struct Some;
struct None;
struct Ok;
struct Err;
struct Patch;
struct Site;
trait Fn {}
trait Send {}
trait Sync {}
trait Any {}
trait Clone {}
trait Future {}
mod core {}
mod std {}
mod dunder {}

struct r#type(u8);

#[::dunder::patchable(dyn, crate = crate::facade::inner)]
impl r#type {
    const r#LIMIT: u8 = 1;
    #[patchable(get = "r#match")]
    const OTHER: u8 = 1;

    fn r#fn(&self, patch: u8, found: &u8, (hit, _): (u8, u8)) -> u8 {
        let when = patch;
        when + *found + hit + self.0
    }

    async fn later(&self, __a1: u8) -> u8 {
        __a1
    }

    fn with_string(&self, value: String) -> (String, Option) {
        (value, Option)
    }

    #[cfg(any())]
    fn gone(&self) -> Nothing {}

    #[cfg(not(any()))]
    fn there(it: u8) -> u8 {
        it
    }
}

macro_rules! made_by_macro {
    ($name:ident, $method:ident, $arg:ident: $ty:ty, $body:expr) => {
        struct $name($ty);

        #[::dunder::patchable]
        impl $name {
            fn $method(&self, $arg: $ty) -> $ty {
                let own = $body;
                own + self.0
            }
        }
    };
}

made_by_macro!(Made, twice, value: u8, value_of());

fn value_of() -> u8 {
    2
}

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    let one = r#type(1);
    ::std::assert_eq!(one.r#fn(1, &1, (1, 1)), 4);
    let it = 10;
    let patch = 5;
    let guard = ::dunder::patch!(
        r#type::r#fn => |this, _, _, _| this.0 + it + patch,
        when = |_, a, _, _| *a < it,
        times = 3,
        crate = crate::facade::inner
    );
    ::std::assert_eq!(one.r#fn(1, &1, (1, 1)), 16);
    ::std::mem::drop(guard);
    let bond = 3;
    let _guard =
        ::dunder::patch!(one, r#fn => |_, _, _, _| it + bond, crate = crate::facade::inner);
    ::std::assert_eq!(one.r#fn(1, &1, (1, 1)), 13);
    let _guard = ::dunder::patch!(one, later => async |_, n| n + it, crate = crate::facade::inner);
    let _guard = ::dunder::patch!(r#type::LIMIT = 9);
    ::std::assert_eq!((r#type::limit(), r#type::r#match(), r#type::there(1)), (9, 1, 1));
    let made = Made(1);
    ::std::assert_eq!(made.twice(5), 3);
    let _guard = ::dunder::patch!(Made::twice => |_, n| n);
    ::std::assert_eq!(made.twice(5), 5);
}

#[::std::prelude::v1::test]
fn it_works_inside_a_function_and_a_nested_module() {
    struct Inside;
    #[::dunder::patchable(dyn)]
    impl Inside {
        fn get(&self) -> u8 {
            1
        }
    }
    mod nested {
        use crate::facade;

        pub(super) struct Deep;

        #[::dunder::patchable(crate = facade::inner)]
        impl Deep {
            pub(super) fn get(value: &u8) -> &u8 {
                value
            }
        }
    }
    let _guard = ::dunder::patch!(Inside::get => |_| 2);
    let _deep = ::dunder::patch!(nested::Deep::get => |_| &7);
    ::std::assert_eq!((Inside.get(), nested::Deep::get(&2)), (2, &7));
}
