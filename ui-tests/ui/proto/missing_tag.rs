//! A field of a message has a tag; write `#[proto(tag = ..)]` with the next free one.

use dunder::Proto;

#[derive(Proto)]
struct User {
    #[proto(tag = 1)]
    name: String,
    email: String,
    #[proto(tag = 2)]
    age: i32,
}

fn main() {
    let _ = User::decode(&[]);
}
