//! Names of indexes: two that would be called alike, and those that an older program made.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Migrate, Postgres, Sqlite, Store};

/// Its index and that of `OrderItem` would both be `order_item_name_key`.
#[crud_api(table = "order")]
#[derive(Debug)]
struct Order {
    #[crud(id)]
    id: i64,
    #[crud(unique)]
    item_name: String,
    #[crud(filter)]
    item_size: i64,
}

#[crud_api(table = "order_item", index(a, b), unique(c, d))]
#[derive(Debug)]
struct OrderItem {
    #[crud(id)]
    id: i64,
    #[crud(unique)]
    name: String,
    #[crud(filter)]
    size: i64,
    // within a table too
    #[crud(sort)]
    a_b: i64,
    a: i64,
    b: i64,
    #[crud(unique)]
    c_d: i64,
    c: i64,
    d: i64,
}

/// A table that is called as an index of `Order` would be.
#[crud_api(table = "order_item_size_idx")]
#[derive(Debug)]
struct Odd {
    #[crud(id)]
    id: i64,
}

const ORDER: &str = "CREATE TABLE \"order\"(\"id\" INTEGER PRIMARY KEY AUTOINCREMENT,\
    \"item_name\" TEXT NOT NULL,\"item_size\" INTEGER NOT NULL) STRICT;\
    CREATE UNIQUE INDEX \"order_item_name_key\" ON \"order\"(\"item_name\");\
    CREATE INDEX \"order_item_size_idx\" ON \"order\"(\"item_size\");";

fn item(name: &str, n: i64) -> NewOrderItem {
    NewOrderItem { name: name.into(), size: n, a_b: n, a: n, b: n, c_d: n, c: n, d: n }
}

/// Every index is there, and a conflict names its fields.
async fn keep_apart(db: &impl Store) -> Result<(), CrudError> {
    let (orders, items) = (Order::repo(db), OrderItem::repo(db));
    let order = || NewOrder { item_name: "tea".into(), item_size: 1 };
    orders.create(order()).await?;
    items.create(item("tea", 1)).await?;
    let conflict = |made: Option<CrudError>| match made {
        Some(CrudError::Conflict { fields }) => fields,
        other => panic!("{other:?}"),
    };
    assert_eq!(conflict(orders.create(order()).await.err()), ["item_name"]);
    assert_eq!(conflict(items.create(item("tea", 2)).await.err()), ["name"]);
    let twin = |change: fn(&mut NewOrderItem)| {
        let mut twin = item("rum", 3);
        change(&mut twin);
        items.create(twin)
    };
    assert_eq!(conflict(twin(|it| it.c_d = 1).await.err()), ["c_d"]);
    assert_eq!(conflict(twin(|it| (it.c, it.d) = (1, 1)).await.err()), ["c", "d"]);
    // the last of many is a conflict that only the index finds
    let many = items.create_many(vec![item("gin", 4), item("gin", 5)]).await;
    assert_eq!(conflict(many.err()), ["name"]);
    Ok(())
}

macro_rules! in_both_orders {
    ($db:expr) => {
        $db.migrate::<(Order,)>(Migrate::Additive).await?;
        $db.migrate::<(OrderItem, Odd)>(Migrate::Additive).await?;
        for _ in 0..2 {
            $db.migrate::<(OrderItem, Odd, Order)>(Migrate::Additive).await?;
            assert!($db.plan::<(Odd, Order, OrderItem)>().await?.is_empty());
        }
        keep_apart(&$db).await?;
    };
}

#[tokio::test]
async fn tables_whose_indexes_would_be_called_alike_have_all_of_them() -> Result<(), CrudError> {
    let db = Sqlite::open(":memory:").await?;
    db.migrate::<(Odd, OrderItem, Order)>(Migrate::Additive).await?;
    assert!(db.plan::<(Order, OrderItem, Odd)>().await?.is_empty());
    keep_apart(&db).await
}

#[tokio::test]
async fn tables_may_come_one_after_the_other() -> Result<(), CrudError> {
    // as SQLite has no table that is called as an index is, that one comes first
    let db = Sqlite::open(":memory:").await?;
    db.migrate::<(Odd,)>(Migrate::Additive).await?;
    in_both_orders!(db);
    Ok(())
}

#[tokio::test]
async fn postgres_has_all_of_them() -> Result<(), CrudError> {
    let Some(server) = crate::postgres::server("indexes_alike").await else { return Ok(()) };
    let db: Postgres = server.connect().await?;
    db.migrate::<(Odd,)>(Migrate::Additive).await?;
    in_both_orders!(db);
    server.empty().await;
    db.migrate::<(Odd, OrderItem, Order)>(Migrate::Additive).await?;
    assert!(db.plan::<(Order, OrderItem, Odd)>().await?.is_empty());
    keep_apart(&db).await
}

#[tokio::test]
async fn an_index_under_its_older_name_is_left() -> Result<(), CrudError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("it.db");
    let older = rusqlite::Connection::open(&path).expect("a database");
    older.execute_batch(ORDER).expect("the table");
    let db = Sqlite::open(&path).await?;
    assert!(db.plan::<(Order,)>().await?.is_empty());
    db.migrate::<(OrderItem,)>(Migrate::Additive).await?;
    assert!(db.plan::<(OrderItem, Order)>().await?.is_empty());
    keep_apart(&db).await?;
    let text = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
    let count: i64 = older.query_row(text, [], |row| row.get(0)).expect("a number");
    assert_eq!(count, 2 + 6);
    Ok(())
}
