//! `validated` where nothing has its usual name.
#![no_implicit_prelude]
#![allow(
    dead_code,
    unreachable_pub,
    clippy::trivially_copy_pass_by_ref,
    clippy::items_after_statements
)]

extern crate dunder as renamed;
extern crate std;

mod shadowed {
    pub struct Option;
    pub struct Result;
    pub struct String;
    pub struct Vec;
    pub struct Box;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub trait Into {}
    pub trait From {}
    pub trait Clone {}
    pub trait Iterator {}
    pub trait Default {}
    pub mod core {}
    pub mod std {}
    pub mod serde {}
    pub mod dunder {}

    #[::renamed::validated(crate = ::renamed, check(whole), input, json, schema)]
    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::renamed::__private::serde::Deserialize)]
    pub struct Product {
        #[validate(nonblank, chars(1..=100), email, starts_with = "a", one_of("a@b", "c"))]
        name: ::std::string::String,
        #[validate(above = 0.0, finite)]
        price: f64,
        #[validate(min = 0, range(0..=9), show_value)]
        r#type: i64,
        #[validate(each(trimmed, chars(1..=20)), items(..=10), unique)]
        tags: ::std::vec::Vec<::std::string::String>,
        #[validate(required, max = 1)]
        maybe: ::std::option::Option<u8>,
        #[validate(nested)]
        inner: ::std::vec::Vec<Inner>,
        #[validate(default = 3, with = super::fine)]
        count: u8,
        #[cfg(any())]
        gone: Missing,
    }

    #[::renamed::rule_alias(crate = ::renamed, trimmed, chars(1..), not(digits))]
    pub struct Word;

    #[::renamed::validated(crate = ::renamed, strict, builder, patch, input, json, schema)]
    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::renamed::__private::serde::Deserialize)]
    pub struct Composed {
        #[validate(trim, lower, collapse_ws, rule = Word, uuid, when(self.value, required, ascii))]
        value_of: ::std::option::Option<::std::string::String>,
        #[validate(skip)]
        value: bool,
        #[validate(keys(hex), values(clamp(1..=9), multiple_of = 5, nonzero))]
        errors: ::std::collections::BTreeMap<::std::string::String, i32>,
        #[validate(required_if = !self.value, less_than = r#type)]
        key: ::std::option::Option<i32>,
        #[validate(matches = key)]
        r#type: ::std::option::Option<i32>,
    }

    #[::renamed::validated(crate = crate::facade::inner, schema)]
    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::renamed::__private::serde::Deserialize)]
    pub struct Inner(#[validate(positive)] pub(self) i32);

    pub struct Context(i32);

    fn known(value: &i32, context: &Context) -> bool {
        *value < context.0
    }

    async fn free(value: &i32) -> bool {
        ::std::future::ready(()).await;
        *value > 0
    }

    async fn free_in(value: &i32, context: &Context) -> bool {
        ::std::future::ready(()).await;
        *value != context.0
    }

    #[::renamed::validated(crate = ::renamed, context = Context)]
    pub struct Waiting {
        #[validate(with_ctx = known, async_with = free, async_with_ctx = free_in)]
        value: i32,
        #[validate(each(async_with = free), items(1.., group = "later"))]
        later: ::std::vec::Vec<i32>,
        #[validate(values(async_with = free), when(self.value > 1, keys(url, graphemes(..=9))))]
        errors: ::std::collections::BTreeMap<::std::string::String, i32>,
        #[validate(nested)]
        sum: Sum<Inner>,
        #[validate(min = 1)]
        context: ::std::boxed::Box<i32>,
    }

    #[::renamed::validated(crate = ::renamed)]
    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::renamed::__private::serde::Deserialize)]
    pub enum Sum<T: ::std::clone::Clone> {
        Named {
            #[validate(min = 1, clamp(0..=9), when(Sum::is_named, max = 5))]
            value: i32,
            errors: u8,
        },
        Tuple(#[validate(nested)] T, #[validate(trim, nonblank)] ::std::string::String),
        Unit,
    }

    impl<T: ::std::clone::Clone> Sum<T> {
        fn is_named(&self) -> bool {
            ::std::matches!(self, Self::Named { .. })
        }
    }

    #[::renamed::validated(crate = ::renamed, sealed)]
    #[derive(::std::clone::Clone)]
    pub(crate) struct Sealed {
        #[validate(nonempty)]
        value: ::std::string::String,
    }

    fn whole(product: &Product, errors: &mut ::renamed::validated::Errors<'_>) {
        if product.price > 99.0 {
            errors.add("price", "is too much");
        }
    }

    pub fn product() -> Product {
        let inner = ::std::vec![::std::result::Result::unwrap(Inner::new(1))];
        let tags = ::std::vec::Vec::new();
        let maybe = ::std::option::Option::Some(1);
        ::std::result::Result::unwrap(Product::new("a@b", 1.0, 2, tags, maybe, inner))
    }
}

mod facade {
    pub extern crate dunder as inner;
}

fn fine(_: &u8) -> bool {
    true
}

#[test]
fn no_name_of_the_users_gets_in_the_way() {
    let mut product = shadowed::product();
    ::std::assert!(product.is_valid());
    ::std::assert_eq!(product.r#type(), 2);
    ::std::assert!(product.set_type(10).is_err());
    ::std::assert!(product.set_price(100.0).is_err());
    ::std::assert!(product.edit(|draft| draft.price = 100.0).is_err());
}

/// The struct, its field and its rules come from a macro of the user's.
macro_rules! bounded {
    ($name:ident, $field:ident: $ty:ty, $min:expr, $max:literal) => {
        #[::renamed::validated(crate = ::renamed)]
        struct $name {
            #[validate(min = $min, max = $max)]
            $field: $ty,
        }
    };
}

bounded!(Age, years: u8, 18, 150);

#[test]
fn a_macro_may_write_the_struct() {
    ::std::assert!(Age::new(17).is_err() && Age::new(18).is_ok());
    #[::renamed::validated(crate = ::renamed)]
    struct Local {
        #[validate(min = 1)]
        value: u8,
        errors: u8,
        index: u8,
    }
    ::std::assert!(Local::new(0, 1, 2).is_err());
}
