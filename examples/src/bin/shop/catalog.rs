//! What the shop keeps: each struct is a table, its rules, its routes and its description.

use dunder::crud_api::Timestamp;
use dunder::{crud_api, validated};

/// Something to sell.
#[crud_api(path = "/products", table = "products", audit)]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[crud(id)]
    id: i64,
    /// What the warehouse calls it; no two products share one.
    #[crud(unique, filter, sort)]
    #[validate(chars(1..=40), pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    sku: String,
    /// What customers call it.
    #[crud(filter, sort, search)]
    #[validate(nonblank, chars(1..=100))]
    name: String,
    /// Of one piece, in the shop's currency.
    #[crud(filter, sort)]
    #[validate(above = 0.0)]
    price: f64,
    /// How many pieces are there.
    #[crud(default = 0, filter, sort)]
    #[validate(min = 0)]
    quantity: i64,
    /// What a customer wants to know before buying.
    #[validate(chars(..=2000))]
    description: Option<String>,
    /// When it came into the catalogue.
    #[crud(created, filter, sort)]
    created_at: Timestamp,
    /// When it was last changed.
    #[crud(updated, filter, sort)]
    updated_at: Timestamp,
    /// How often it was written.
    #[crud(version)]
    version: i64,
}

/// Somebody who buys.
#[crud_api(path = "/customers", table = "customers", audit)]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    #[crud(id)]
    id: i64,
    /// How to address them.
    #[crud(filter, sort, search)]
    #[validate(nonblank, chars(1..=100))]
    name: String,
    /// Where to write to; no two customers share one.
    #[crud(unique, filter, sort)]
    #[validate(email, chars(..=254))]
    email: String,
    /// What they are to the shop.
    #[crud(default = "standard", filter, sort)]
    #[validate(one_of("standard", "silver", "gold"))]
    tier: String,
    /// When they first came.
    #[crud(created, filter, sort)]
    created_at: Timestamp,
    /// When they were last changed.
    #[crud(updated, filter, sort)]
    updated_at: Timestamp,
    /// How often they were written.
    #[crud(version)]
    version: i64,
}
