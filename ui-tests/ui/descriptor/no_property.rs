//! a block without properties lists nothing; write `#[property]` above the methods

struct Db;

#[dunder::properties]
impl Db {
    fn name(&self) -> &str {
        "db"
    }
}

fn main() {
    let _ = Db.name();
}
