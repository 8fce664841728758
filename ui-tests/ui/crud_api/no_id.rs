//! A struct without an id: put `#[crud(id)]` on one field.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    code: i64,
    name: String,
}

fn main() {
    let _ = NewProduct { code: 1, name: String::new() };
}
