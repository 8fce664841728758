//! A repository of something that is no store.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
}

fn main() {
    let _ = Product::repo(&"app.db");
}
