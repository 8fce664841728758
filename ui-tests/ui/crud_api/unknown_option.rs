//! An option that is misspelt: the message has the one that was meant.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(fliter, sort)]
    name: String,
}

fn main() {
    let _ = Product::NAME.eq("tea");
}
