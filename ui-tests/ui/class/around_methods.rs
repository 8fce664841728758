//! `#[methods]` takes no arguments, and the block no attribute but lints and `#[logged]`
use dunder::{class, methods, patchable, properties};

#[class]
struct A {
    pub x: u32,
}
#[methods(dyn)]
#[properties]
#[patchable]
#[allow(unused_variables)]
impl A {
    pub fn m(&self, unused: u32) -> u32 {
        self.x
    }
}

#[class]
struct Lonely<T> {
    pub value: T,
}

fn main() {}
