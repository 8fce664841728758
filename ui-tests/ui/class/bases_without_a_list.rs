//! bases stand in a list: write `bases(Shape, Named)`
use dunder::{class, methods};

#[class(abstract)]
pub struct Shape;
#[methods]
impl Shape {
    pub fn area(&self) -> f64;
}

#[class(pass)]
pub struct Named {
    pub name: String,
}

#[class(Shape, self::Named, builder)]
pub struct Square {
    pub side: f64,
}
#[methods]
impl Square {
    pub fn area(&self) -> f64 {
        self.side * self.side
    }
}

fn main() {
    assert_eq!(Square::builder(2.0, "tile").build().area(), 4.0);
}
