//! a trait's methods are the trait's; put `#[properties]` on an inherent impl

struct Db;

trait Named {
    fn name(&self) -> &str;
}

#[dunder::properties]
impl Named for Db {
    #[property]
    fn name(&self) -> &str {
        "db"
    }
}

fn main() {
    let _ = Db.name();
}
