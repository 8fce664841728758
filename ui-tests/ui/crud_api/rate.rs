//! `rate` says in words how often clients may ask.

use dunder::crud_api;

#[crud_api(table = "products", rate = " ")]
struct Product {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "customers", rate = 100)]
struct Customer {
    #[crud(id)]
    id: i64,
}

fn main() {}
