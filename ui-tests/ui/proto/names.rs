//! Names that protoc refuses: each at its place, with what to write.
#![allow(non_camel_case_types, non_snake_case, uncommon_codepoints)]

use dunder::Proto;

#[derive(Proto)]
struct Größe {
    #[proto(tag = 1)]
    foo_bar: i32,
    #[proto(tag = 2)]
    fooBar: i32,
    #[proto(tag = 3, name = "two words")]
    c: i32,
}

#[derive(Proto)]
#[proto(name = "app.User", reserved("two words"))]
struct User {}

#[derive(Proto)]
struct string {}

#[derive(Proto)]
enum Level {
    Unset,
    HTTP,
    Http,
    A1,
    A_1,
    Über,
}

fn main() {}
