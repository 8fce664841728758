//! `crud_api` where nothing has its usual name.
#![no_implicit_prelude]
#![allow(dead_code, unreachable_pub)]

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
    pub struct Model;
    pub struct Column;
    pub struct Value;
    pub struct Row;
    pub struct Self_;
    pub trait Into {}
    pub trait From {}
    pub trait Clone {}
    pub trait Debug {}
    pub trait PartialEq {}
    pub trait Default {}
    pub trait Store {}
    pub mod core {}
    pub mod std {}
    pub mod serde {}
    pub mod dunder {}

    #[::renamed::crud_api(
        crate = ::renamed, path = "/products", table = "products", unique(name, r#type), page(max = 9)
    )]
    #[::renamed::validated(crate = ::renamed, check(whole))]
    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq)]
    pub struct Product {
        #[crud(id)]
        id: i64,
        #[crud(filter, sort, unique)]
        #[validate(nonblank)]
        name: ::std::string::String,
        #[crud(filter, sort, column = "kind", default = 7)]
        r#type: i64,
        #[crud(json, default)]
        #[validate(items(..=3))]
        tags: ::std::vec::Vec<::std::string::String>,
        #[crud(json)]
        #[validate(items(..=3))]
        more: ::std::option::Option<::std::vec::Vec<u8>>,
        #[crud(filter)]
        maybe: ::std::option::Option<u8>,
        #[crud(default = "plain")]
        text: ::std::string::String,
        #[crud(created)]
        created_at: ::renamed::crud_api::Timestamp,
        #[crud(updated)]
        updated_at: ::renamed::crud_api::Timestamp,
        #[crud(version)]
        version: i64,
        #[cfg(any())]
        gone: Missing,
    }

    fn whole(product: &Product, errors: &mut ::renamed::validated::Errors<'_>) {
        if product.r#type > 99 {
            errors.add("type", "is too much");
        }
    }

    /// With every field optional, and a client-made id.
    #[::renamed::crud_api(crate = crate::facade::inner, table = "marks", consts = off)]
    pub struct Mark {
        #[crud(id)]
        pub(self) code: ::std::string::String,
        pub(self) note: ::std::option::Option<::std::string::String>,
    }

    pub fn new() -> NewProduct {
        NewProduct {
            name: ::std::convert::From::from("tea"),
            r#type: 1,
            tags: ::std::vec::Vec::new(),
            more: ::std::option::Option::None,
            maybe: ::std::option::Option::Some(1),
            text: ::std::string::String::new(),
        }
    }

    pub fn patch() -> ProductPatch {
        ProductPatch {
            r#type: ::std::option::Option::Some(2),
            ..::std::default::Default::default()
        }
    }
}

mod facade {
    pub extern crate dunder as inner;
}

macro_rules! from_a_macro {
    ($name:ident, $table:literal, $($field:ident: $ty:ty),*) => {
        #[::renamed::crud_api(crate = ::renamed, table = $table)]
        struct $name {
            #[crud(id)]
            id: i64,
            $(#[crud(filter, sort)] $field: $ty,)*
        }
    };
}

from_a_macro!(Stone, "stones", weight: f64, colour: ::std::string::String);

fn run<T>(future: impl ::std::future::Future<Output = T>) -> T {
    let runtime = ::renamed_tokio::runtime::Builder::new_current_thread().build();
    ::std::result::Result::unwrap(runtime).block_on(future)
}

extern crate tokio as renamed_tokio;

#[test]
fn no_name_of_the_users_gets_in_the_way() {
    use ::renamed::crud_api::Memory;
    use ::std::future::IntoFuture;
    let db = Memory::new();
    let products = shadowed::Product::repo(&db);
    let made = run(products.create(shadowed::new()).into_future());
    let made = ::std::result::Result::unwrap(made);
    ::std::assert_eq!((made.id(), made.version()), (1, 1));
    let changed = run(products.patch(1, shadowed::patch()).if_match(1).into_future());
    ::std::assert_eq!(::std::result::Result::unwrap(changed).r#type(), 2);
    let list = products.list().filter(shadowed::Product::TYPE.ge(2));
    let list = list.filter(shadowed::Product::MAYBE.is_not_null());
    let page = ::std::result::Result::unwrap(run(list.into_future()));
    ::std::assert_eq!(page.items.len(), 1);
    let _: shadowed::NewMark = ::std::clone::Clone::clone(&shadowed::NewMark {
        code: ::std::convert::From::from("m"),
        note: ::std::option::Option::None,
    });
    let _ = shadowed::Mark::columns().code.eq("m");
    let _ = Stone::repo(&db).list().filter(Stone::COLOUR.eq("grey")).sort(Stone::WEIGHT.desc());
}

#[test]
fn a_struct_may_stand_in_a_function_and_in_a_module_of_it() {
    #[::renamed::crud_api(crate = ::renamed, table = "inner")]
    struct Inner {
        #[crud(id)]
        id: i64,
        size: u8,
    }
    mod nested {
        #[::renamed::crud_api(crate = ::renamed, table = "nested")]
        pub(super) struct Nested {
            #[crud(id)]
            pub(super) id: i64,
            pub(super) size: u8,
        }
    }
    use ::std::future::IntoFuture;
    let db = ::renamed::crud_api::Memory::new();
    let made = run(Inner::repo(&db).create(NewInner { size: 1 }).into_future());
    ::std::assert_eq!(::std::result::Result::unwrap(made).size, 1);
    let made = run(nested::Nested::repo(&db).create(nested::NewNested { size: 2 }).into_future());
    ::std::assert_eq!(::std::result::Result::unwrap(made).size, 2);
}
