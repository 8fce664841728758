//! `super()` ends at an abstract method: give it a body, or list a base that has one
use dunder::{class, methods};

#[class(abstract)]
struct A;
#[methods]
impl A {
    pub fn name(&self) -> String;
}
#[class(bases(A))]
struct B {}
#[methods]
impl B {
    pub fn name(&self) -> String {
        super().name()
    }
}

fn main() {
    B::new().name();
}
