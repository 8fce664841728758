//! `class` where no name means what it usually does.
#![no_implicit_prelude]
#![allow(dead_code, missing_docs, non_camel_case_types)]

mod facade {
    pub(crate) use ::dunder as inner;
}

#[derive(::std::clone::Clone, ::std::fmt::Debug)]
struct String(u8);
struct Option;
struct Result;
struct Vec;
struct Box;
struct Some;
struct None;
struct Ok;
struct Err;
trait Fn {}
trait Send {}
trait Sync {}
trait Clone {}
trait Default {}
trait Into {}
trait Object {}
trait Isa {}
mod core {}
mod std {}
mod dunder {}

#[::dunder::class(crate = crate::facade::inner, dyn)]
struct r#type {
    pub r#fn: u8,
    text: String,
    #[default]
    there: bool,
    #[default(String(3))]
    own: String,
}

#[::dunder::methods]
impl r#type {
    pub fn text(&self, other: &String) -> (String, Option) {
        (String(self.text.0 + other.0 + self.own.0), Option)
    }

    pub fn r#match(&mut self, r#in: u8) -> u8 {
        self.r#fn += r#in;
        let before = self.r#fn;
        self.r#loop();
        before + self.r#fn
    }

    pub fn r#loop(&mut self) {
        self.r#fn += 1;
    }

    fn init(&mut self) {
        self.there = true;
        super().init();
    }
}

#[::dunder::class(crate = crate::facade::inner, bases(r#type), builder, dyn)]
struct Sub {}

#[::dunder::methods]
impl Sub {
    pub fn taken(self) -> u8 {
        self.r#fn
    }

    pub fn r#loop(&mut self) {
        super().r#loop();
        super().r#loop();
    }
}

macro_rules! made_by_macro {
    ($name:ident, $base:path, $field:ident: $ty:ty) => {
        #[::dunder::class(bases($base))]
        struct $name {
            pub $field: $ty,
        }
        #[::dunder::methods]
        impl $name {
            pub fn total(&self) -> $ty {
                let extra = 1;
                self.$field + self.r#fn + extra
            }
        }
    };
}

made_by_macro!(Made, Sub, by: u8);

mod elsewhere {
    pub(crate) mod deeper {
        #[::dunder::class(bases(super::super::Sub), pass)]
        pub(crate) struct Other;
    }
}

#[::std::prelude::v1::test]
fn classes_hold_without_a_prelude() {
    let mut made = Made::new(2, 3, String(4));
    ::std::assert_eq!(made.total(), 6);
    ::std::assert_eq!(made.r#match(1), 10);
    ::std::assert_eq!(made.text(&String(1)).0.0, 8);
    ::std::assert_eq!(Made::mro(), ["Made", "Sub", "type", "object"]);
    let held: ::std::boxed::Box<dyn IsSub> = ::std::boxed::Box::new(made);
    ::std::assert_eq!(held.upcast_box::<dyn Istype>().text(&String(1)).0.0, 8);
    ::std::assert_eq!(elsewhere::deeper::Other::new(1, String(1)).r#match(0), 4);
}

/// A metaclass around every call, and a class that is checked.
mod around {
    use super::{Option, Result, String};

    struct Meta;

    impl ::dunder::Metaclass for Meta {
        type Entry = u8;
    }

    impl<T: ::dunder::Object> ::dunder::MetaclassOf<T> for Meta {
        type Instance = (T,);
        const ENTRY: u8 = 3;
        fn call(build: impl ::std::ops::FnOnce() -> T) -> (T,) {
            (build(),)
        }
    }

    #[::dunder::class(crate = crate::facade::inner, metaclass = Meta)]
    #[derive(::std::fmt::Debug, ::std::clone::Clone)]
    struct Watched {
        kept: String,
    }

    #[::dunder::methods]
    impl Watched {
        pub fn pair(&self, (a, b): (u8, u8), _: &Option) -> (String, Result) {
            (String(self.kept.0 + a + b), Result)
        }

        #[final_]
        pub fn taken(self) -> String {
            String(self.kept.0)
        }
    }

    #[::dunder::class(bases(Watched), builder, pass)]
    #[derive(::std::fmt::Debug, ::std::clone::Clone)]
    struct More;

    #[::dunder::class(crate = crate::facade::inner)]
    #[::dunder::validated(crate = crate::facade::inner)]
    struct Ruled {
        #[validate(min = 1)]
        level: u8,
    }

    #[::dunder::methods]
    impl Ruled {
        pub fn twice(&self) -> u8 {
            self.level * 2
        }
    }

    #[::std::prelude::v1::test]
    fn metaclasses_and_rules_hold_without_a_prelude() {
        let (more,) = More::create(String(1));
        ::std::assert_eq!(more.pair((2, 3), &Option).0.0, 6);
        ::std::assert_eq!(more.taken().0, 1);
        ::std::assert_eq!(::std::iter::Iterator::count(::dunder::class::classes::<Meta>()), 2);
        ::std::assert!(Ruled::new(0).is_err());
        ::std::assert!(
            ::std::matches!(Ruled::new(4), ::std::result::Result::Ok(ruled) if ruled.twice() == 8)
        );
    }
}

/// Async methods, `cfg`s and parameters of methods.
mod more {
    use super::{Option, String};

    #[::dunder::class(crate = crate::facade::inner, dyn)]
    struct Waiter {
        #[default]
        calls: u8,
        #[cfg(not(any()))]
        pub kept: u8,
        #[cfg(any())]
        pub gone: Nothing,
    }

    #[::dunder::methods]
    impl Waiter {
        pub async fn wait(&mut self, by: u8) -> String {
            let more = self.step(by).await;
            self.calls += more;
            String(self.calls)
        }

        pub async fn step(&self, by: u8) -> u8 {
            by
        }

        #[cfg(not(any()))]
        pub fn there(&self) -> u8 {
            self.kept
        }

        #[cfg(any())]
        pub fn missing(&self) -> Nothing {
            Nothing
        }

        #[final_]
        pub fn each<T: From<u8>, F: FnMut(T) -> Option>(&self, mut f: F) -> (Option, Option) {
            (f(T::from(self.kept)), f(T::from(self.there())))
        }
    }

    use ::std::convert::From;
    use ::std::ops::FnMut;

    #[::dunder::class(bases(Waiter), dyn)]
    struct Eager {}

    #[::dunder::methods]
    impl Eager {
        pub async fn step(&self, by: u8) -> u8 {
            super().step(by).await * 2
        }

        #[cfg(not(any()))]
        pub fn there(&self) -> u8 {
            super().there() + 1
        }
    }

    fn finished<F: ::std::future::Future>(future: F) -> F::Output {
        let mut future = ::std::pin::pin!(future);
        let mut context = ::std::task::Context::from_waker(::std::task::Waker::noop());
        loop {
            if let ::std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
                return value;
            }
        }
    }

    #[::std::prelude::v1::test]
    fn async_conditional_and_generic_methods_hold_without_a_prelude() {
        let mut eager = Eager::new(5);
        ::std::assert_eq!(finished(eager.wait(3)).0, 6);
        let mut seen = 0_u16;
        eager.each(|one: u16| {
            seen = seen * 10 + one;
            Option
        });
        ::std::assert_eq!(seen, 56);
    }
}
