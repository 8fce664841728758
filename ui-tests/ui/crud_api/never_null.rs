//! `is_null` on a field that always has a value: only an `Option` can lack one.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    price: f64,
}

fn main() {
    let _ = Product::PRICE.is_null();
}
