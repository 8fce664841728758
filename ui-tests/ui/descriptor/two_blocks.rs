//! one block of a type lists its properties; put them together

struct Db;

#[dunder::properties]
impl Db {
    #[property]
    fn name(&self) -> &str {
        "db"
    }
}

#[dunder::properties]
impl Db {
    #[property]
    fn size(&self) -> u8 {
        1
    }
}

fn main() {
    let _ = (Db.name(), Db.size());
}
