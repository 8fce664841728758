//! `instance` with `on_conflict = "error"`: call `try_instance`, or `get` afterwards.

struct Db;

#[dunder::singleton(on_conflict = "error")]
impl Db {
    #[init]
    fn new() -> Self {
        Self
    }
}

fn main() {
    Db::instance();
}
