//! `#[logged]` stands where the methods are.

use dunder::{class, logged, methods};

#[class]
#[logged]
struct Account {
    pub total: u32,
}
#[methods]
impl Account {
    pub fn total(&self) -> u32 {
        self.total
    }
}

fn main() {
    let _ = Account::new(3).total();
}
