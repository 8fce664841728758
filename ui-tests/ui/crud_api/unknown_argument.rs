//! An argument that does not exist: the message lists those that do.

use dunder::crud_api;

#[crud_api(table = "products", database = "shop")]
struct Product {
    #[crud(id)]
    id: i64,
}

fn main() {}
