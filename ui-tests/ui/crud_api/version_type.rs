//! A version that does not count: it is an `i64`, `i32` or `u32`.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(version)]
    version: String,
}

fn main() {}
