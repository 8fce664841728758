//! The variants of a `oneof` are fields of the message, so their tags are its own; write free ones.

use dunder::Proto;

#[derive(Proto)]
enum Contact {
    #[proto(tag = 1)]
    Email(String),
    #[proto(tag = 3)]
    Phone(u64),
}

#[derive(Proto)]
struct User {
    #[proto(tag = 1)]
    name: String,
    #[proto(oneof)]
    contact: Option<Contact>,
}

fn main() {}
