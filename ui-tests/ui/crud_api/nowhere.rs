//! Neither a path nor a table: say where the rows live.

use dunder::crud_api;

#[crud_api]
struct Product {
    #[crud(id)]
    id: i64,
}

fn main() {}
