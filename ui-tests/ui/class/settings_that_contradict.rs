//! an abstract class has no objects: `builder` and `final` are of classes with some
use dunder::class;

#[class(abstract, builder, pass)]
struct A;

#[class(abstract, final, pass)]
struct B;

fn main() {}
