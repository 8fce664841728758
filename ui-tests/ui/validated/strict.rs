//! under `strict` every field has rules or `skip`, which stands alone

#[dunder::validated(strict)]
struct User {
    name: String,
    #[validate(skip, min = 1)]
    age: u8,
}

fn main() {}
