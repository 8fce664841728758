//! `idempotency = "24h"`: a request is remembered for a day, where nothing is said.

use dunder::crud_api;

#[crud_api(table = "products", idempotency = "24h", consts = false)]
struct Product {
    #[crud(id)]
    id: i64,
}

fn main() {}
