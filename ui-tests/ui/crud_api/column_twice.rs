//! Two fields in one column: each has its own.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    name: String,
    #[crud(column = "name")]
    title: String,
}

fn main() {}
