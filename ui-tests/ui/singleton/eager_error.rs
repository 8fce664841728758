//! An eager build whose error is none: return an `Error + Send + Sync`, a `String` or a `&str`.

struct Db;

#[dunder::singleton(eager)]
impl Db {
    #[init]
    fn open() -> Result<Self, u8> {
        Err(1)
    }
}

fn main() {
    let _ = Db::instance();
}
