//! A field of two roles: `created` and `updated` are two fields.

use dunder::crud_api;
use dunder::crud_api::Timestamp;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(created, updated)]
    at: Timestamp,
}

fn main() {}
