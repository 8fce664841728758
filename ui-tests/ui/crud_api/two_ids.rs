//! Two ids: one field is the id; for several that are unique together write `unique(a, b)`.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    code: String,
    #[crud(id)]
    number: i64,
}

fn main() {}
