//! Many mistakes in one build: each is reported once, at its own word.

use dunder::crud_api;

#[crud_api(path = "/products/", tabel = "products", page(max = 0), unique(name, colour))]
struct Product {
    #[crud(id, default = 1)]
    id: i64,
    #[crud(id)]
    code: String,
    #[crud(filter = true, sort, sort)]
    name: String,
    #[crud(json, unique)]
    tags: Vec<String>,
    #[crud(column = "")]
    stock: i32,
}

fn main() {
    let _ = Product::NAME.eq("tea");
    let _ = Product::STOCK.desc();
    let _ = ProductPatch { stock: Some(1), ..ProductPatch::default() };
}
