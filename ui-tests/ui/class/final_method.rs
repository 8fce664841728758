//! a `#[final_]` method has no overrides: choose another name
use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    #[final_]
    pub fn id(&self) -> u32 {
        1
    }
}
#[class(bases(A))]
struct B {}
#[methods]
impl B {
    pub fn id(&self) -> u32 {
        2
    }
}

fn main() {
    B::new().id();
}
