//! `timeout` where no name means what it usually does.
#![no_implicit_prelude]
#![allow(dead_code, missing_docs, non_camel_case_types, clippy::unused_async)]

mod facade {
    pub(crate) use ::dunder as inner;
}

struct Option;
struct String;
struct Result;
struct Box;
struct Ok;
struct Err;
struct Duration;
trait Future {}
mod core {}
mod std {}
mod dunder {}
mod tokio {}

type Answer<T> = ::std::result::Result<T, ::std::io::Error>;

struct r#type;

impl r#type {
    #[::dunder::timeout("5s", crate = crate::facade::inner)]
    async fn r#fn(&self, r#match: String, timed: Option, body: u8) -> Answer<u8> {
        let _ = (r#match, timed);
        ::std::result::Result::Ok(body)
    }
}

macro_rules! made_by_macro {
    ($name:ident, $arg:ident: $ty:ty, $body:expr) => {
        #[::dunder::timeout("1m")]
        async fn $name($arg: $ty) -> Answer<$ty> {
            $body
        }
    };
}

made_by_macro!(twice, body: u8, ::std::result::Result::Ok(body * 2));

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    let runtime = ::tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ::std::result::Result::Ok(runtime) = runtime else { ::std::panic!("no runtime") };
    let first = runtime.block_on(r#type.r#fn(String, Option, 3));
    ::std::assert!(::std::matches!(first, ::std::result::Result::Ok(3)));
    ::std::assert!(::std::matches!(runtime.block_on(twice(4)), ::std::result::Result::Ok(8)));
}
