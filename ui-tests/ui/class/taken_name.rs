//! `new` and `mro` are the class's own: choose another name
use dunder::{class, methods};

#[class]
struct A {
    pub x: u32,
}
#[methods]
impl A {
    pub fn new(&self) {}
    pub fn mro(&self) {}
}

fn main() {}
