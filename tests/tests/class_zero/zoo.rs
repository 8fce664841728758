//! Half of a diamond, whose other half stands in another crate.
#![forbid(unsafe_code)]
#![no_std]

use dunder::{class, methods};

#[class]
pub struct A {
    pub count: u32,
    pub weights: [u32; 8],
    #[default]
    total: u64,
}

#[methods]
impl A {
    pub fn weight(&self, at: usize) -> u32 {
        self.weights[at & 7]
    }

    /// Calls a method that subclasses override.
    pub fn score(&self) -> u32 {
        self.count.wrapping_add(self.weight(1))
    }

    pub fn chain(&self, x: u32) -> u32 {
        x ^ self.count
    }

    pub fn hook(&self, x: u32) -> u32 {
        x
    }

    /// A template method: a loop over a hook that subclasses override, between changes of fields.
    pub fn template(&mut self, steps: u32) -> u64 {
        for step in 0..steps {
            let add = self.hook(step);
            self.count = self.count.wrapping_add(add);
            self.total = self.total.wrapping_add(u64::from(add));
        }
        self.total
    }

    /// A private field by reference.
    pub fn total(&self) -> &u64 {
        &self.total
    }

    fn init(&mut self) {
        self.total = self.total.wrapping_add(u64::from(self.count));
        super().init();
    }
}

#[class(bases(A))]
pub struct B {
    pub b: u32,
}

#[methods]
impl B {
    pub fn chain(&self, x: u32) -> u32 {
        super().chain(x.wrapping_mul(self.b))
    }

    fn init(&mut self) {
        self.b = self.b.wrapping_add(1);
        super().init();
    }
}
