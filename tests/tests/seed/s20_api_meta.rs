//! Row 20, APIMeta: a class with a MODEL gets `create`, `read`, `update` and `delete`. In Python they
//! return strings; here they are typed functions on a real table, without a line of them written.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Memory, Migrate, Sqlite, Store};

#[crud_api(path = "/users", table = "users")]
#[derive(Clone, Debug, PartialEq)]
struct User {
    #[crud(id)]
    id: i64,
    name: String,
}

#[crud_api(path = "/products", table = "products")]
#[derive(Clone, Debug, PartialEq)]
struct Product {
    #[crud(id)]
    id: i64,
    name: String,
    price: f64,
}

async fn the_four_methods(db: impl Store) -> Result<(), CrudError> {
    let (user_api, product_api) = (User::repo(&db), Product::repo(&db));

    // user_api.create({'name': 'Alice'})
    let alice = user_api.create(NewUser { name: "Alice".into() }).await?;
    assert_eq!(alice, User { id: 1, name: "Alice".into() });

    // user_api.read(123): the guide's makes a string of any id, a table knows which there are
    assert_eq!(user_api.read(1).await?, alice);
    assert!(matches!(user_api.read(123).await, Err(CrudError::NotFound)));

    // product_api.update(456, {'price': 29.99})
    let product = product_api.create(NewProduct { name: "tea".into(), price: 19.99 }).await?;
    let change = ProductPatch { price: Some(29.99), ..ProductPatch::default() };
    let changed = product_api.patch(product.id, change).await?;
    assert_eq!(changed, Product { price: 29.99, ..product });

    product_api.delete(changed.id).await?;
    assert!(matches!(product_api.delete(changed.id).await, Err(CrudError::NotFound)));
    Ok(())
}

#[tokio::test]
async fn a_model_gets_its_four_methods() -> Result<(), CrudError> {
    let memory = Memory::new();
    memory.migrate::<(User, Product)>(Migrate::Additive).await?;
    the_four_methods(memory).await?;
    let sqlite = Sqlite::open(":memory:").await?;
    sqlite.migrate::<(User, Product)>(Migrate::Additive).await?;
    the_four_methods(sqlite).await
}
