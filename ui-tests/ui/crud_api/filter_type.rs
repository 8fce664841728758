//! A filter with a value of another type: compare with what the field holds.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    price: f64,
}

fn main() {
    let _ = Product::PRICE.ge("cheap");
}
