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

#[class(abstract, dyn)]
struct Source;
#[methods]
impl Source {
    pub async fn load(&self) -> u32;
}

fn loads(_: &impl IsSource) {}

fn main() {
    takes(&B::new());
    loads(&B::new());
}
