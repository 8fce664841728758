//! `#[crud_api]` on a tuple struct: columns have names.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product(i64);

fn main() {
    let _ = Product(1);
}
