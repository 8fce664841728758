//! Two fields cannot have one tag; write the next free one.

use dunder::Proto;

#[derive(Proto)]
struct User {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 1)]
    email: String,
}

fn main() {}
