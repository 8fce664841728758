//! `super()` finds methods of later classes only: spell the method as they do
use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    pub fn method(&self) -> u32 {
        1
    }
}
#[class(bases(A))]
struct B {}
#[methods]
impl B {
    pub fn method(&self) -> u32 {
        super().metod()
    }
}

fn main() {
    B::new().method();
}
