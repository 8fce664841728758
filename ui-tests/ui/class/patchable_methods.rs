//! a class's bodies are no methods of one type: `#[patchable]` stands on an `impl` of its own
use dunder::{class, methods, patchable};

#[class]
struct Account {
    pub cents: u64,
}

#[patchable]
#[methods]
impl Account {
    pub fn twice(&self) -> u64 {
        self.cents * 2
    }
}

#[class(bases(Account))]
struct Savings {}

#[methods]
#[patchable]
impl Savings {
    pub fn rate(&self) -> u64 {
        self.cents / 100
    }
}

fn main() {}
