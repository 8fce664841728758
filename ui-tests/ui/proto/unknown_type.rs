//! A field's type needs a form in Protocol Buffers; put the derive on it, or write `as = T`.

use dunder::Proto;

struct Point {
    x: f64,
}

#[derive(Proto)]
struct Shape {
    #[proto(tag = 1)]
    at: Point,
}

fn main() {}
