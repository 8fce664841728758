//! `consts = on`: they are, where nothing is said.

use dunder::crud_api;

#[crud_api(table = "products", consts = on)]
struct Product {
    #[crud(id)]
    id: i64,
}

fn main() {}
