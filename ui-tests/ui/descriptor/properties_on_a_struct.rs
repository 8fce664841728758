//! properties are methods; put `#[properties]` on the impl block

#[dunder::properties]
struct Db;

fn main() {
    let _ = Db;
}
