//! The shop's products as the shop serves them, without the history that no peer keeps.

use dunder::crud_api::{Api, Migrate, Public, Sqlite, Timestamp};
use dunder::{crud_api, validated};

/// Something to sell.
#[crud_api(path = "/products", table = "products")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter, sort)]
    #[validate(chars(1..=40), pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    sku: String,
    #[crud(filter, sort, search)]
    #[validate(nonblank, chars(1..=100))]
    name: String,
    #[crud(filter, sort)]
    #[validate(above = 0.0)]
    price: f64,
    #[crud(default = 0, filter, sort)]
    #[validate(min = 0)]
    quantity: i64,
    #[validate(chars(..=2000))]
    description: Option<String>,
    #[crud(created, filter, sort)]
    created_at: Timestamp,
    #[crud(updated, filter, sort)]
    updated_at: Timestamp,
    #[crud(version)]
    version: i64,
}

#[path = "../../../examples/src/bin/shop/catalog.rs"]
mod catalog;

/// With a history of each row.
pub mod audited {
    use dunder::crud_api::{Api, Public, Sqlite};

    pub use super::catalog::{Customer, Product};

    pub fn router(db: &Sqlite) -> axum::Router {
        Api::new(db).guard(Public).mount::<Product>().mount::<Customer>().router()
    }
}

pub async fn open(path: &std::path::Path) -> Sqlite {
    let db = Sqlite::open(path).await.expect("a database");
    db.migrate::<(Product,)>(Migrate::Additive).await.expect("the table");
    db
}

/// As the shop's own file says, history and all.
pub async fn open_audited(path: &std::path::Path) -> Sqlite {
    let db = Sqlite::open(path).await.expect("a database");
    let made = db.migrate::<(audited::Product, audited::Customer)>(Migrate::Additive).await;
    made.expect("the shop's tables");
    db
}

pub fn router(db: &Sqlite) -> axum::Router {
    Api::new(db).guard(Public).mount::<Product>().router()
}

pub fn new(new: crate::hand::NewProduct) -> NewProduct {
    let crate::hand::NewProduct { sku, name, price, quantity, description } = new;
    NewProduct { sku, name, price, quantity, description }
}
