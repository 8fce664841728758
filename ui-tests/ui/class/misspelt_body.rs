//! the body of an abstract method has its name: write `area`
use dunder::{class, methods};

#[class(abstract)]
pub struct Shape;
#[methods]
impl Shape {
    pub fn area(&self) -> f64;
    pub fn name(&self) -> String;
}

#[class(bases(Shape))]
pub struct Square {
    pub side: f64,
}
#[methods]
impl Square {
    pub fn aera(&self) -> f64 {
        self.side * self.side
    }
    pub fn name(&self) -> String {
        "square".to_owned()
    }
}

fn main() {
    Square::new(2.0).area();
}
