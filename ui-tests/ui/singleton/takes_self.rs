//! A constructor with `self`: it makes the value, so it takes none.

struct Db;

#[dunder::singleton]
impl Db {
    #[init]
    fn new(&self) -> Self {
        Self
    }
}

fn main() {}
