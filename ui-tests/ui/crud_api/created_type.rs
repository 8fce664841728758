//! A time in another type: `created` and `updated` are a `dunder::crud_api::Timestamp`.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(created)]
    created_at: i64,
}

fn main() {}
