//! The variants of a `oneof` are fields of the message, so their names are its own; write `name = ".."`.

use dunder::Proto;

#[derive(Proto)]
enum Contact {
    #[proto(tag = 2)]
    Email(String),
    #[proto(tag = 3)]
    Name(u64),
}

#[derive(Proto)]
struct User {
    #[proto(tag = 1)]
    name: String,
    #[proto(oneof)]
    contact: Option<Contact>,
}

fn main() {}
