//! `#[init]` has no arguments: write it alone.

struct Db;

#[dunder::singleton]
impl Db {
    #[init(eager)]
    fn new() -> Self {
        Self
    }
}

fn main() {
    Db::instance();
}
