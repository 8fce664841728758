//! `oneof`, `unknown` and `skip` stand alone, as the tags of a `oneof` are on its variants.

use dunder::Proto;
use dunder::proto::Unknown;

#[derive(Proto)]
enum Contact {
    #[proto(tag = 2)]
    Email(String),
}

#[derive(Proto)]
struct User {
    #[proto(oneof, tag = 1)]
    contact: Option<Contact>,
    #[proto(unknown)]
    rest: Unknown,
    #[proto(unknown)]
    more: Unknown,
}

fn main() {}
