//! Python's special methods are traits and `init`
use dunder::{class, methods};

#[class]
struct Point {
    pub x: u32,
}
#[methods]
impl Point {
    fn __init__(&mut self) {
        self.x += 1;
    }
    pub fn __str__(&self) -> String {
        self.x.to_string()
    }
    pub fn __len__(&self) -> usize {
        2
    }
}

fn main() {
    assert_eq!(Point::new(1).x, 1);
}
