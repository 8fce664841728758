//! Rules on a struct that is not validated: put `#[validated]` on it.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[validate(nonblank)]
    name: String,
    #[validate(min = 0)]
    stock: i64,
}

fn main() {}
