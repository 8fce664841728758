//! Two versions: one field counts the writes.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(version)]
    version: i64,
    #[crud(version)]
    revision: i64,
}

fn main() {}
