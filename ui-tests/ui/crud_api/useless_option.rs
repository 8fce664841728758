//! Options where the server or the id leaves nothing to say: take them away.

use dunder::crud_api;
use dunder::crud_api::Timestamp;

#[crud_api(table = "products")]
struct Product {
    #[crud(id, unique)]
    id: i64,
    #[crud(created, default)]
    created_at: Timestamp,
}

fn main() {}
