//! a generic method cannot be overridden: mark it `#[final_]`, or make it private
use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    pub fn each<T: Into<String>>(&self, _x: T) {}
    pub fn show(&self, _x: impl Into<String>) {}
}

fn main() {
    let a = A::new();
    a.each("");
    a.show("");
}
