//! A value for a field that the server sets: `NewProduct` has no such field.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    name: String,
}

fn main() {
    let _ = NewProduct { id: 1, name: String::new() };
}
