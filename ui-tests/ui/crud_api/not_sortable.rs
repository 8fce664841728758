//! An order by a column that is not open to sorting: put `#[crud(sort)]` on the field.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    name: String,
}

fn main() {
    let _ = Product::columns().name.asc();
}
