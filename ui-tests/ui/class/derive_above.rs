//! a derive above the class would not see the bases' fields: write it below
use dunder::{class, methods};

#[class]
#[derive(Debug, PartialEq)]
pub struct A {
    pub x: u32,
}
#[methods]
impl A {}

#[derive(Debug, PartialEq)]
#[class(bases(A), pass)]
pub struct B {
    pub y: u32,
}

mod more {
    /// One above more.
    #[allow(dead_code)]
    #[derive(
        Clone, // and
        Debug,
    )]
    /// A sentence between.
    #[class(bases(super::A))]
    #[derive(PartialEq)]
    pub struct C;
    #[methods]
    impl C {}
    use dunder::{class, methods};
}

fn main() {
    let _ = more::C::new(1) == more::C::new(2);
}
