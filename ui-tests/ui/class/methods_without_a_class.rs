//! `#[methods]` stands below its class, in the same module: put `#[class]` on the struct
use dunder::methods;

struct X;

#[methods]
impl X {
    pub fn method(&self) {}
}

fn main() {}
