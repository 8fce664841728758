//! Pages that have more than they may: `default` is at most `max`.

use dunder::crud_api;

#[crud_api(table = "products", page(default = 50, max = 20))]
struct Product {
    #[crud(id)]
    id: i64,
}

fn main() {}
