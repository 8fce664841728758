//! an abstract class has no objects: make one of a subclass
use dunder::{class, methods};

#[class(abstract)]
struct Shape;
#[methods]
impl Shape {
    pub fn area(&self) -> f64;
}

fn main() {
    Shape::new();
}
