//! `#[init]` misspelt, or in a `cfg_attr`: one error each.

struct Db;

#[dunder::singleton]
impl Db {
    #[innit]
    fn new() -> Self {
        Self
    }
}

struct Cache;

#[dunder::singleton]
impl Cache {
    #[cfg_attr(all(), init)]
    fn new() -> Self {
        Self
    }
}

fn main() {
    let _ = (Db::instance(), Cache::instance());
}
