//! A generic struct: a table has columns of known types.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product<T> {
    #[crud(id)]
    id: i64,
    extra: T,
}

fn main() {}
