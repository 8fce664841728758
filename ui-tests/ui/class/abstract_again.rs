//! a method with a body stays one in subclasses, and a final one has a body
use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    pub fn hook(&self) -> u32 {
        1
    }
}

#[class(abstract, bases(A))]
struct B {}
#[methods]
impl B {
    pub fn hook(&self) -> u32;
    #[final_]
    pub fn last(&self) -> u32;
}

fn main() {}
