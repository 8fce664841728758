//! An option that is not built yet: leave it out.

struct Db;

#[dunder::singleton(scope = "thread")]
impl Db {
    #[init]
    fn new() -> Self {
        Self
    }
}

fn main() {
    Db::instance();
}
