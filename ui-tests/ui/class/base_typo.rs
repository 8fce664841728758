//! the base's name is misspelt: write `Shape`
use dunder::{class, methods};

#[class(abstract, dyn)]
pub struct Shape {
    pub name: String,
}
#[methods]
impl Shape {
    pub fn area(&self) -> f64;
    pub fn told(&self) -> String {
        format!("{}: {}", self.name, self.area())
    }
}

#[class(bases(Shpe))]
pub struct Square {
    pub side: f64,
}
#[methods]
impl Square {
    pub fn area(&self) -> f64 {
        self.side * self.side
    }
    pub fn told(&self) -> String {
        super().told()
    }
}

#[class(bases(Square), pass)]
pub struct Tile;

fn main() {
    let shapes: Vec<Box<dyn IsShape>> = vec![Box::new(Tile::new(2.0, "tile"))];
    assert_eq!(shapes[0].told(), "tile: 4");
}
