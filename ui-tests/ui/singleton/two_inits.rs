//! Two constructors: one function builds, take the other `#[init]` away.

struct Db;

#[dunder::singleton]
impl Db {
    #[init]
    fn new() -> Self {
        Self
    }
    #[init]
    fn open() -> Self {
        Self
    }
}

fn main() {
    Db::new();
}
