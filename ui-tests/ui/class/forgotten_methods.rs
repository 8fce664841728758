//! a class without methods says so: `#[class(pass)]`, or `#[methods] impl X {}`
use dunder::class;

#[class]
struct X {
    pub x: u32,
}

fn main() {}
