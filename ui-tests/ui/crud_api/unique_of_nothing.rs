//! `unique(..)` of a field that does not exist, or of one alone.

use dunder::crud_api;

#[crud_api(table = "products", unique(name, makr))]
struct Product {
    #[crud(id)]
    id: i64,
    name: String,
    mark: String,
}

#[crud_api(table = "customers", unique(name))]
struct Customer {
    #[crud(id)]
    id: i64,
    name: String,
}

fn main() {}
