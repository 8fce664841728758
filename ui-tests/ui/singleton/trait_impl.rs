//! On a trait's impl: it stands on an inherent one.

struct Db;

#[dunder::singleton]
impl Default for Db {
    #[init]
    fn default() -> Self {
        Self
    }
}

fn main() {}
