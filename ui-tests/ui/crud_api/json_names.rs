//! Names in JSON that are taken, cannot stand in a pointer, or are thought to hide: name each field.

use dunder::crud_api;

#[crud_api(table = "products")]
struct Product {
    #[crud(id)]
    id: i64,
    name: String,
    #[serde(rename = "name")]
    title: String,
    #[serde(rename = "a/b")]
    ratio: f64,
    #[serde(skip_serializing)]
    secret: String,
}

fn main() {}
