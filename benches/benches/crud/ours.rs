//! The shop's own products, served as the shop serves them.

#[path = "../../../examples/src/bin/shop/catalog.rs"]
mod catalog;

use catalog::Customer;
pub use catalog::{NewProduct, Product};
use dunder::crud_api::{Api, Migrate, Public, Sqlite};

pub async fn open(path: &std::path::Path) -> Sqlite {
    let db = Sqlite::open(path).await.expect("a database");
    db.migrate::<(Product, Customer)>(Migrate::Additive).await.expect("the shop's tables");
    db
}

pub fn router(db: &Sqlite) -> axum::Router {
    Api::new(db).guard(Public).mount::<Product>().mount::<Customer>().router()
}

pub fn new(new: crate::hand::NewProduct) -> NewProduct {
    let crate::hand::NewProduct { sku, name, price, quantity, description } = new;
    NewProduct { sku, name, price, quantity, description }
}
