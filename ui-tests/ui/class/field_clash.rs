//! one object has one field of a name: rename it in one of the classes
use dunder::class;

#[class(pass)]
struct A {
    pub name: String,
}
#[class(pass)]
struct B {
    pub name: String,
}
#[class(bases(A, B), pass)]
struct C;

fn main() {
    C::new("x");
}
