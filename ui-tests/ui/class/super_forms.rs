//! `super()` gives methods: `super().name(..)`, `super::<B>().name(..)`
use dunder::{class, methods};

#[class]
struct A {
    pub x: u32,
}
#[methods]
impl A {
    pub fn m(&self) -> u32 {
        self.x
    }
}

#[class(bases(A))]
struct B {}
#[methods]
impl B {
    pub fn m(&self) -> u32 {
        super(B, self).m()
    }
    pub fn n(&self) -> u32 {
        super().x
    }
    pub fn o(&self) -> u32 {
        let parent = super();
        parent.m()
    }
}

fn main() {}
