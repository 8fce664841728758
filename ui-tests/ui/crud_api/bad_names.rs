//! Names that SQL would need quotes for: letters, digits and `_`.

use dunder::crud_api;

#[crud_api(table = "my products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(column = "full-name")]
    name: String,
}

fn main() {}
