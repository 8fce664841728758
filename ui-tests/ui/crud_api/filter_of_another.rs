//! A filter of another struct: filter by this one's columns.

use dunder::crud_api;
use dunder::crud_api::Memory;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "customers")]
struct Customer {
    #[crud(id)]
    id: i64,
}

fn main() {
    let _ = Product::repo(&Memory::new()).list().filter(Customer::ID.eq(1));
}
