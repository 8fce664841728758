//! The block does not say which function builds the instance: write `#[init]` above it.

struct Db;

#[dunder::singleton]
impl Db {
    fn new() -> Self {
        Self
    }
}

fn main() {}
