//! A path that no request has: it begins with `/` and has plain letters.

use dunder::crud_api;

#[crud_api(path = "products/", table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
}

fn main() {}
