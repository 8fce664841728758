//! A constructor that returns something else: `Self` or `Result<Self, E>`.

struct Db;

#[dunder::singleton]
impl Db {
    #[init]
    fn new() -> Box<Self> {
        Box::new(Self)
    }
}

fn main() {}
