//! `like` on a number: it compares text.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    price: f64,
}

fn main() {
    let _ = Product::PRICE.like("1");
}
