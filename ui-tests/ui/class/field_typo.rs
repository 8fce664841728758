//! a field that no class of the MRO has: spell it as the class does
use dunder::{class, methods};

#[class]
struct A {
    #[default]
    pub count: u32,
}
#[class(bases(A))]
struct B {}
#[methods]
impl A {}
#[methods]
impl B {
    pub fn show(&self) -> String {
        format!("{}", self.cuont)
    }
}

fn main() {
    B::new().show();
}
