//! A type that no column has: `#[crud(json)]` stores it as JSON.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    tags: Vec<String>,
}

fn main() {}
