//! A default of another type: it is a value of the field's.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(default = "none")]
    stock: i64,
}

fn main() {}
