//! The same rules as attributes.

use dunder::descriptor::Rules;
use dunder::{descriptors, validated};

#[validated]
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Product {
    #[validate(chars(1..=100))]
    name: String,
    #[validate(min = 0.01)]
    price: f64,
    #[validate(min = 1)]
    quantity: i64,
}

/// The same, read by `from_json`.
#[validated(json)]
#[derive(Clone, Debug)]
pub struct Document {
    #[validate(chars(1..=100))]
    name: String,
    #[validate(min = 0.01)]
    price: f64,
    #[validate(min = 1)]
    quantity: i64,
}

/// The same, and the price is set through a descriptor.
#[descriptors]
#[validated]
#[derive(Clone, Debug)]
pub struct Described {
    #[validate(chars(1..=100))]
    name: String,
    #[validate(min = 0.01)]
    #[descriptor(Rules)]
    price: f64,
    #[validate(min = 1)]
    quantity: i64,
}

/// The same, check-only, so that it can hold what breaks the rules.
#[validated(open)]
#[derive(Clone, Debug)]
pub struct OpenProduct {
    #[validate(chars(1..=100))]
    pub name: String,
    #[validate(min = 0.01)]
    pub price: f64,
    #[validate(min = 1)]
    pub quantity: i64,
}

#[validated(open)]
#[derive(Clone, Debug)]
pub struct User {
    #[validate(chars(1..=50))]
    pub name: String,
    #[validate(email)]
    pub email: String,
    #[validate(range(0..=150))]
    pub age: i32,
}

#[validated(open)]
#[derive(Clone, Debug)]
pub struct Code {
    #[validate(pattern = "^[A-Z]{3}-[0-9]{4}$")]
    pub sku: String,
}

#[validated(open)]
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Item {
    #[validate(pattern = "^[A-Z]{3}-[0-9]{4}$")]
    pub sku: String,
    #[validate(range(1..=1000))]
    pub quantity: i64,
    #[validate(min = 0.01)]
    pub price: f64,
}

impl Item {
    pub fn open(sku: String, quantity: i64, price: f64) -> Self {
        Self { sku, quantity, price }
    }
}

#[validated(open)]
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Order {
    #[validate(items(1..=5000), nested)]
    pub items: Vec<Item>,
}
