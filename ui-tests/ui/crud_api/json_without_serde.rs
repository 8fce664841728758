//! A type that serde does not know in a JSON column: derive `Serialize` and `Deserialize`.

use dunder::crud_api;

#[derive(Clone, Debug, PartialEq)]
struct Tag;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(json)]
    tag: Tag,
}

fn main() {}
