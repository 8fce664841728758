//! an enum has no fields of its own; put `#[descriptors]` on a struct

#[dunder::descriptors]
enum Shape {
    Circle,
}

fn main() {
    let _ = Shape::Circle;
}
