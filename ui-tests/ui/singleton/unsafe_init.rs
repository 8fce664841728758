//! An unsafe constructor: the generated `instance` is safe to call, so it cannot be.

struct Db;

#[dunder::singleton]
impl Db {
    #[init]
    unsafe fn new() -> Self {
        Self
    }
}

fn main() {}
