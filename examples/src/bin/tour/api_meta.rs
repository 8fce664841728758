//! Row 20: a model gets its create, read, update and delete, on a table and over HTTP.

use dunder::crud_api::{Memory, Migrate};
use dunder::{crud_api, validated};

use crate::Outcome;

/// Somebody with an account.
#[crud_api(path = "/users", table = "users")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    #[validate(nonblank)]
    name: String,
}

/// Something for sale.
#[crud_api(path = "/products", table = "products")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    #[validate(above = 0.0)]
    price: f64,
}

/// The four methods, typed.
pub(crate) async fn run() -> Outcome {
    let db = Memory::new();
    db.migrate::<(User, Product)>(Migrate::Additive).await?;
    let (users, products) = (User::repo(&db), Product::repo(&db));

    let alice = users.create(NewUser { name: "Alice".to_owned() }).await?;
    println!("Created {alice:?}");
    println!("Read {:?}", users.read(alice.id()).await?);
    let product = products.create(NewProduct { price: 49.99 }).await?;
    println!("Updated {:?}", products.update(product.id(), NewProduct { price: 29.99 }).await?);
    products.delete(product.id()).await?;
    println!("Deleted, now: {:?}", products.read(product.id()).await.err());
    Ok(())
}
