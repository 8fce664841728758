//! a class attribute stays one, of its type: repeat the type, or choose another name
use dunder::{class, methods};

struct Metre;

#[class]
struct A {}
#[methods]
impl A {
    pub const LIMIT: u32 = 1;
    pub const UNIT: Metre = Metre;
    pub const TOP: u32 = 3;
    pub fn hook(&self) -> u32 {
        Self::LIMIT
    }
}

#[class(bases(A))]
struct B {}
#[methods]
impl B {
    pub const LIMIT: &'static str = "1";
    pub const hook: u32 = 2;
    pub fn TOP(&self) -> u32 {
        4
    }
}

#[class(bases(A))]
struct C {}
#[methods]
impl C {
    pub const UNIT: u32 = 1;
}

fn main() {}
