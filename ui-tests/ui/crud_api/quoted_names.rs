//! Names of fields and operations, which stand without quotes.

use dunder::crud_api;

#[crud_api(
    unique("sku", name),
    index("name"),
    operations("list", read),
    admin(list(name, 7 + 1)),
)]
struct Product {
    #[crud(id)]
    id: i64,
    sku: String,
    name: String,
}

fn main() {}
