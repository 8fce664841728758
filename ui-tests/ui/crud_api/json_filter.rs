//! A filter on JSON: only plain columns are compared.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(json, filter)]
    tags: Vec<String>,
}

fn main() {}
