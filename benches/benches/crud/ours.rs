//! The same service as attributes.

use dunder::crud_api::{Api, Migrate, Public, Sqlite, Timestamp};
use dunder::{crud_api, validated};

#[crud_api(path = "/products", table = "products")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    #[validate(nonblank, chars(1..=100))]
    name: String,
    #[crud(filter, sort)]
    #[validate(above = 0.0)]
    price: f64,
    #[validate(min = 0)]
    quantity: i64,
    #[crud(unique)]
    #[validate(chars(1..=40))]
    sku: String,
    #[crud(created)]
    created_at: Timestamp,
    #[crud(updated)]
    updated_at: Timestamp,
    #[crud(version)]
    version: i64,
}

pub async fn open(path: &std::path::Path) -> Sqlite {
    let db = Sqlite::open(path).await.expect("a database");
    db.migrate::<(Product,)>(Migrate::Additive).await.expect("a table");
    db
}

pub fn router(db: &Sqlite) -> axum::Router {
    Api::new(db).guard(Public).mount::<Product>().router()
}

pub fn new(new: crate::hand::NewProduct) -> NewProduct {
    let crate::hand::NewProduct { name, price, quantity, sku } = new;
    NewProduct { name, price, quantity, sku }
}
