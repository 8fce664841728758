//! A list's elements need a form in Protocol Buffers; put the derive on their type.

use dunder::Proto;

struct Point {
    x: f64,
}

#[derive(Proto)]
struct Shape {
    #[proto(tag = 1)]
    all: Vec<Point>,
}

fn main() {}
