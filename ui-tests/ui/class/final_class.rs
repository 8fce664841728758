//! a `#[class(final)]` has no subclasses: hold an object of it in a field
use dunder::class;

#[class(final, pass)]
struct A;
#[class(bases(A), pass)]
struct B;

fn main() {
    B::new();
}
