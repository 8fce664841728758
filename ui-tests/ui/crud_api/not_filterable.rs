//! A filter on a column that is not open to filters: put `#[crud(filter)]` on the field.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    name: String,
}

fn main() {
    let _ = Product::NAME.eq("tea");
}
