//! the methods of a class are one block: write them there, or in a plain `impl` what no subclass sees
use dunder::{class, methods};

#[class]
pub struct A {
    pub x: u32,
}
#[methods]
impl A {
    pub fn x(&self) -> u32 {
        self.x
    }
}

#[methods]
impl A {
    pub fn twice(&self) -> u32 {
        self.x * 2
    }
}

#[class(bases(A), pass)]
pub struct B;

fn main() {
    assert_eq!(A::new(1).twice() + B::new(1).x(), 3);
}
