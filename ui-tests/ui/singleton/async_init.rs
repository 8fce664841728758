//! An async constructor is not built yet: await before, and pass the result.

struct Db;

#[dunder::singleton]
impl Db {
    #[init]
    async fn connect(_url: &str) -> Self {
        Self
    }
}

fn main() {}
