//! a base is a class: write `#[class]` on the struct
use dunder::class;

struct NotAClass;

#[class(bases(NotAClass), pass)]
struct X;

#[class(bases(String))]
struct Y {
    z: u32,
}

fn main() {}
