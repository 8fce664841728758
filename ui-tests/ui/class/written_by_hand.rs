//! `new`, `create` and `builder` are the class's own, functions too: choose another name
use dunder::{class, methods};

#[class(builder)]
struct A {
    pub x: u32,
}
#[methods]
impl A {
    pub fn new(x: u32) -> Self {
        Self { x }
    }
    pub fn builder() -> Option<Self> {
        None
    }
}

#[class(abstract)]
struct Made {
    pub y: u32,
}
#[methods]
impl Made {
    pub fn builder(&self) -> u32 {
        self.y
    }
}

#[class(bases(Made), builder)]
struct B {}
#[methods]
impl B {}

fn main() {}
