//! The structs that are served.

use dunder::crud_api::Timestamp;
use dunder::{crud_api, validated};

/// Something to sell.
#[crud_api(path = "/products", table = "products")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter)]
    sku: String,
    /// What it is called.
    #[crud(filter, sort)]
    #[validate(nonblank, chars(1..=100))]
    name: String,
    #[crud(filter, sort)]
    #[validate(above = 0.0)]
    price: f64,
    #[crud(default = 0, filter)]
    #[validate(min = 0)]
    quantity: i64,
    #[crud(filter)]
    note: Option<String>,
    #[crud(created)]
    created_at: Timestamp,
    #[crud(updated)]
    updated_at: Timestamp,
    #[crud(version)]
    version: i64,
}

/// A text under a name that its writer chooses; nothing counts its changes.
#[crud_api(path = "/labels", table = "labels")]
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    #[crud(id)]
    pub key: String,
    pub text: Option<String>,
}
