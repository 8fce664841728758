//! A variant of a `oneof` holds one value; write a struct with the fields, and the struct in the variant.

use dunder::Proto;

#[derive(Proto)]
enum Event {
    #[proto(tag = 1)]
    Moved { x: i32, y: i32 },
    #[proto(tag = 2)]
    Named(String),
}

fn main() {}
