//! `#[class]` stands on a struct: make the enum a field
use dunder::class;

#[class]
enum Shape {
    Round,
}

#[class(pass)]
struct Pair(u8, u8);

fn main() {
    let _ = Shape::Round;
}
