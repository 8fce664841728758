//! A scope that is none: write `scope = "process"` or `scope = "thread"`.

struct Db(std::cell::Cell<u8>);

#[dunder::singleton(scope = "treads")]
impl Db {
    #[init]
    fn new() -> Self {
        Self(std::cell::Cell::new(0))
    }
}

fn main() {
    let _ = Db::get();
    Db::instance().0.set(1);
}
