//! `#[overrides]` stands on what a base has: mend the name, or take the attribute away
use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    pub const LIMIT: u32 = 1;
    pub fn hook(&self) -> u32 {
        Self::LIMIT
    }
}

#[class(bases(A))]
struct B {}
#[methods]
impl B {
    #[overrides]
    pub const LIMITS: u32 = 2;
    #[overrides]
    fn inti(&mut self) {}
    #[overrides]
    fn hok(&self) -> u32 {
        2
    }
    #[overrides]
    pub fn made() -> Self {
        Self::new()
    }
}

fn main() {}
