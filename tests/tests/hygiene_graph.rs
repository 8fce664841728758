//! `Graph` where no name means what it usually does.
#![no_implicit_prelude]
#![allow(dead_code, missing_docs, non_camel_case_types)]

mod facade {
    pub(crate) use ::dunder as inner;
}

struct Option;
struct Result;
struct String;
struct Vec;
struct Box;
struct Default;
struct Graph;
struct Some;
struct Ok;
struct Err;
struct Send;
mod core {}
mod std {}
mod dunder {}
type u8 = bool;

#[derive(::dunder::Graph, ::std::cmp::PartialEq, ::std::fmt::Debug)]
#[graph(version = 2)]
struct r#type<T, const N: usize>
where
    T: ::std::marker::Copy,
{
    r#fn: T,
    out: [u16; N],
    #[graph(since = 2)]
    input: ::std::option::Option<::std::rc::Rc<T>>,
    #[cfg(any())]
    never: Never,
    #[graph(skip)]
    value: ::std::option::Option<usize>,
    #[graph(default = true)]
    walk: u8,
    #[graph(default)]
    place: i8,
}

#[derive(::dunder::Graph, ::std::cmp::PartialEq, ::std::fmt::Debug)]
#[graph(crate = crate::facade::inner)]
enum r#enum {
    Ok,
    Some(u32),
    r#Self_ { tag: i8, bin: i8 },
}

macro_rules! made_by_macro {
    ($name:ident, $field:ident: $ty:ty) => {
        #[derive(::dunder::Graph)]
        struct $name {
            $field: $ty,
        }
    };
}

made_by_macro!(FromMacro, value: ::std::vec::Vec<u16>);

#[::dunder::graph_dyn(crate = crate::facade::inner)]
pub(crate) trait r#dyn_: ::std::marker::Send + ::std::marker::Sync {
    fn r#fn(&self) -> i32;
}

#[::dunder::graph_dyn(crate = crate::facade::inner)]
impl r#dyn_ for FromMacro {
    fn r#fn(&self) -> i32 {
        7
    }
}

fn again<T: ::dunder::graph::Graph>(value: T) -> T {
    let bytes = ::std::result::Result::unwrap(::dunder::graph::to_bytes(&value));
    let limits = ::dunder::Limits::untrusted();
    ::std::result::Result::unwrap(::dunder::graph::from_bytes(&bytes, &limits))
}

#[::std::prelude::v1::test]
fn names_of_the_user_are_left_alone() {
    let one = ::std::rc::Rc::new(1_i32);
    let input = ::std::option::Option::Some(one);
    let value = r#type {
        r#fn: 1,
        out: [2],
        input,
        value: ::std::option::Option::None,
        walk: true,
        place: 1,
    };
    ::std::assert_eq!(again(value).out, [2]);
    let value = again(r#enum::r#Self_ { tag: 1, bin: 2 });
    ::std::assert_eq!(value, r#enum::r#Self_ { tag: 1, bin: 2 });
    let object: ::std::sync::Arc<dyn r#dyn_> =
        ::std::sync::Arc::new(FromMacro { value: ::std::vec![1] });
    ::std::assert_eq!(again(object).r#fn(), 7);
}

#[::std::prelude::v1::test]
fn it_works_inside_a_function_and_a_nested_module() {
    #[derive(::dunder::Graph)]
    struct Local(i8);
    #[::dunder::graph_dyn]
    trait Behind {}
    #[::dunder::graph_dyn]
    impl Behind for Local {}
    mod nested {
        use crate::facade;

        #[derive(facade::inner::Graph)]
        #[graph(crate = facade::inner)]
        pub(super) struct Deep(pub(super) i8);
    }
    ::std::assert_eq!(again(Local(1)).0, again(nested::Deep(1)).0);
}
