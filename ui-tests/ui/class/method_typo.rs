//! a method that no class of the MRO has: spell it as the class does
use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    pub fn method(&self) -> u32 {
        1
    }
    pub fn other(&self) -> u32 {
        self.mehtod()
    }
}

fn main() {
    A::new().other();
}
