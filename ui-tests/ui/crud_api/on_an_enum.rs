//! `#[crud_api]` on an enum: it stands on structs.

use dunder::crud_api;

#[crud_api(table = "products")]
enum Product {
    One,
}

fn main() {
    let _ = Product::One;
}
