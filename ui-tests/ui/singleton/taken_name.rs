//! A function with the name of a generated one: rename it.

struct Db(u8);

#[dunder::singleton]
impl Db {
    #[init]
    fn instance() -> Self {
        Self(1)
    }
    fn get(&self) -> u8 {
        self.0
    }
}

fn main() {
    Db::instance().get();
}
