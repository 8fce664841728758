//! An id of another type: an id is `i64` or `Uuid`, made by the server, or `String`, made by the client.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: u8,
    name: String,
}

fn main() {
    let _ = NewProduct { name: String::new() };
}
