//! The constructor from another module: it would make a second instance, call `instance`.

mod db {
    pub struct Db;

    #[dunder::singleton]
    impl Db {
        #[init]
        pub fn new() -> Self {
            Self
        }
    }
}

fn main() {
    db::Db::instance();
    db::Db::new();
}
