//! `rename_all` is one of serde's cases, and what serde's own says where there is one.

use dunder::{crud_api, validated};

#[crud_api(table = "products", rename_all = "camelcase")]
#[validated]
struct Product {
    #[crud(id)]
    id: i64,
    #[validate(above = 0.0)]
    unit_price: f64,
}

#[crud_api(table = "customers", rename_all = "camelCase")]
#[serde(rename_all = "PascalCase")]
struct Customer {
    #[crud(id)]
    id: i64,
    first_name: String,
}

#[crud_api(table = "orders", rename_all = camelCase)]
struct Order {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "parts", rename_all)]
struct Part {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "boxes", rename_all = "camelCase")]
#[validated]
#[derive(serde::Serialize, serde::Deserialize)]
struct Case {
    #[crud(id)]
    id: i64,
    #[validate(above = 0.0)]
    net_weight: f64,
}

#[validated]
#[crud_api(table = "lids", rename_all = "camelCase")]
#[derive(serde::Deserialize)]
struct Lid {
    #[crud(id)]
    id: i64,
    #[validate(above = 0.0)]
    net_weight: f64,
}

fn main() {}
