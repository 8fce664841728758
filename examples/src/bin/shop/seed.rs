//! What an empty shop begins with.

use dunder::crud_api::{CrudError, Store};

use crate::catalog::{Customer, NewCustomer, NewProduct, Product};

/// `sku`, name, price, quantity.
const PRODUCTS: [(&str, &str, f64, i64); 8] = [
    ("LAMP-01", "Desk lamp", 39.9, 40),
    ("LAMP-02", "Floor lamp", 89.0, 12),
    ("MUG-01", "Mug, white", 7.5, 300),
    ("MUG-02", "Mug, blue", 7.5, 260),
    ("DESK-01", "Desk, oak", 349.0, 5),
    ("CHAIR-01", "Chair, oak", 129.0, 16),
    ("PEN-01", "Fountain pen", 24.0, 80),
    ("INK-01", "Ink, black", 6.2, 150),
];

/// Name, address, tier.
const CUSTOMERS: [(&str, &str, &str); 3] = [
    ("Ann Archer", "ann@example.org", "gold"),
    ("Bo Berg", "bo@example.org", "silver"),
    ("Cem Can", "cem@example.org", "standard"),
];

/// Fills a database in which there is nothing yet.
pub async fn fill(db: &impl Store) -> Result<(), CrudError> {
    let (products, customers) = (Product::repo(db), Customer::repo(db));
    let is_empty = products.list().limit(1).await?.items.is_empty()
        && customers.list().limit(1).await?.items.is_empty();
    if !is_empty {
        return Ok(());
    }
    for (sku, name, price, quantity) in PRODUCTS {
        let (sku, name) = (sku.into(), name.into());
        let new = NewProduct { sku, name, price, quantity, description: None };
        unless_there(products.create(new).await)?;
    }
    for (name, email, tier) in CUSTOMERS {
        let (name, email, tier) = (name.into(), email.into(), tier.into());
        unless_there(customers.create(NewCustomer { name, email, tier }).await)?;
    }
    tracing::info!(products = PRODUCTS.len(), customers = CUSTOMERS.len(), "filled an empty shop");
    Ok(())
}

/// Another shop that starts on the same database may be faster.
fn unless_there<T>(made: Result<T, CrudError>) -> Result<(), CrudError> {
    match made {
        Err(CrudError::Conflict { .. }) => Ok(()),
        made => made.map(drop),
    }
}
