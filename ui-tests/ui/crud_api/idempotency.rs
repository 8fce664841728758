//! `idempotency` is a length of time, a second or more, or `off`; `consts` is `off` or not said.

use dunder::crud_api;

#[crud_api(table = "products", idempotency = "a day", consts = false)]
struct Product {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "customers", idempotency = 24)]
struct Customer {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "orders", idempotency)]
struct Order {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "parts", idempotency = "50ms")]
struct Part {
    #[crud(id)]
    id: i64,
}

fn main() {}
