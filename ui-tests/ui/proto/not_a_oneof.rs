//! A `oneof` is an enum with a value in each variant; use a field with a tag for other types.

use dunder::Proto;

#[derive(Proto)]
enum Color {
    Unset,
    Red,
}

#[derive(Proto)]
struct Pixel {
    #[proto(oneof)]
    color: Option<Color>,
}

fn main() {}
