//! An enum has a variant 0, the value of a field that is not there; write `Unspecified = 0`.

use dunder::Proto;

#[derive(Proto)]
enum Color {
    Red = 1,
    Green = 2,
}

#[derive(Proto)]
struct Pixel {
    #[proto(tag = 1)]
    color: Color,
}

fn main() {}
