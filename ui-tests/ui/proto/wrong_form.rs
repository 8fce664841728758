//! A form must fit the type; write `sint32` on whole numbers with a sign.

use dunder::Proto;

#[derive(Proto)]
struct Shape {
    #[proto(tag = 1, sint32)]
    name: String,
}

fn main() {}
