//! `&impl IsC` takes objects of `C` and its subclasses: pass one of those
use dunder::{class, methods};

#[class(dyn)]
struct C {}
#[methods]
impl C {
    pub fn method(&self) {}
}
#[class(pass)]
struct B;

fn takes(c: &impl IsC) {
    c.method();
}

fn main() {
    takes(&B::new());
}
