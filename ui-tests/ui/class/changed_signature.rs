//! an override has the signature of what it overrides: change its types to those
use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    pub fn hook(&self, by: u32) -> String {
        by.to_string()
    }
    pub fn change(&mut self) {}
    pub fn two(&self, _a: u8, _b: u8) {}
}
#[class(bases(A))]
struct X {}
#[methods]
impl X {
    pub fn hook(&self, by: u32) -> u32 {
        by
    }
    pub fn change(&self) {}
    pub fn two(&self, _a: u8) {}
}

fn main() {
    let x = X::new();
    x.hook(1);
    x.change();
    x.two(1);
}
