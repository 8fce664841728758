//! every mistake of a build is reported in it, each at its own place
use dunder::{class, methods};

#[class(dyn)]
pub struct A {
    #[default]
    pub count: u32,
}
#[methods]
impl A {
    pub fn method(&self) -> String {
        "A".into()
    }
    pub fn hook(&self, by: u32) -> u32 {
        by
    }
}

#[class(bases(A), pass)]
pub struct B;

#[class(bases(A, B), pass)]
pub struct Inconsistent;

#[class(bases(B, B), pass)]
pub struct Twice;

#[class(bases(A))]
pub struct X {
    #[default(1, 2)]
    pub x: u32,
}
#[methods]
impl X {
    pub fn method(&self) -> String {
        super().metod()
    }
    pub fn hook(&self, by: String) -> u32 {
        self.cuont + by.len() as u32
    }
    #[overrides]
    pub fn nothing(&self) {}
}

#[class(abstract, unkonwn)]
pub struct Shape;
#[methods]
impl Shape {
    pub fn area(&self) -> f64;
}

fn main() {
    Inconsistent::new();
    Twice::new();
}
