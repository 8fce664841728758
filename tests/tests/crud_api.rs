//! What `crud_api` does.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Memory, Migrate, Timestamp};

/// What is sold.
#[crud_api(path = "/products", table = "products")]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[crud(id)]
    id: i64,
    /// What it is called.
    #[crud(filter, sort)]
    name: String,
    #[crud(filter, sort)]
    price: f64,
    #[crud(unique)]
    sku: String,
    note: Option<String>,
    #[crud(json)]
    tags: Vec<String>,
    #[crud(created)]
    created_at: Timestamp,
    #[crud(updated)]
    updated_at: Timestamp,
    #[crud(version)]
    version: i64,
}

fn tea() -> NewProduct {
    NewProduct {
        name: "tea".into(),
        price: 12.0,
        sku: "T1".into(),
        note: None,
        tags: vec!["hot".into()],
    }
}

#[tokio::test]
async fn a_row_is_created_read_changed_and_removed() -> Result<(), CrudError> {
    let db = Memory::new();
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    let products = Product::repo(&db);
    let made = products.create(tea()).await?;
    assert_eq!((made.id, made.version, made.tags.len()), (1, 1, 1));
    let found = products.list().filter(Product::PRICE.ge(10.0)).sort(Product::NAME.asc()).await?;
    assert_eq!(found.items, [made.clone()]);
    let patch = ProductPatch { note: Some(Some("green".into())), ..Default::default() };
    let changed = products.patch(made.id, patch).if_match(1).await?;
    assert_eq!((changed.version, changed.note.as_deref()), (2, Some("green")));
    products.delete(made.id).await?;
    assert!(matches!(products.read(made.id).await, Err(CrudError::NotFound)));
    Ok(())
}
