//! A subclass of a `#[validated]` class says so itself, because its `new` returns a `Result`.

use dunder::{class, methods, validated};

#[class]
#[validated]
struct Account {
    #[validate(min = 1)]
    limit: u32,
}
#[methods]
impl Account {
    fn limit(&self) -> u32 {
        self.limit
    }
    pub fn twice(&self) -> u32 {
        self.limit * 2
    }
}

#[class(bases(Account), pass)]
struct Savings;

fn main() {}
