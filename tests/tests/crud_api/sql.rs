//! What a struct says in SQL: a check, types of columns, several sets of columns.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Memory, Migrate, Resource, Sqlite, Store};

/// What is sold for more than it costs.
#[crud_api(
    table = "wares",
    check = "price > cost",
    unique(name, maker),
    unique(maker, number),
    index(price, cost),
    index(cost, name),
    tags("shop", "stock")
)]
#[derive(Clone, Debug, PartialEq)]
struct Ware {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort, sql_type(postgres = "varchar(40)"))]
    name: String,
    #[crud(filter)]
    maker: String,
    number: i32,
    #[crud(filter, sort, sql_type(sqlite = "ANY", postgres = "numeric(12, 2)"))]
    price: f64,
    #[crud(sql_type(postgres = "numeric"))]
    cost: f64,
    #[crud(filter, sql_type(postgres = "uuid"))]
    code: Option<String>,
    #[crud(json, sql_type(postgres = "jsonb"))]
    more: Vec<i32>,
    #[crud(version)]
    version: i64,
}

/// The same table, where somebody thought again.
mod later {
    use dunder::crud_api;

    /// A ware.
    #[crud_api(
        table = "wares",
        check = "price >= cost",
        unique(name, maker),
        unique(maker, number)
    )]
    #[derive(Clone, Debug, PartialEq)]
    pub(super) struct Ware {
        #[crud(id)]
        id: i64,
        #[crud(sql_type(postgres = "varchar(40)"))]
        name: String,
        maker: String,
        number: i32,
        #[crud(sql_type(sqlite = "ANY", postgres = "numeric(12, 2)"))]
        price: f64,
        #[crud(sql_type(postgres = "numeric"))]
        cost: f64,
        #[crud(sql_type(postgres = "uuid"))]
        code: Option<String>,
        #[crud(json, sql_type(postgres = "jsonb"))]
        more: Vec<i32>,
        #[crud(version)]
        version: i64,
    }
}

const CODE: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

fn ware(name: &str, number: i32, price: f64) -> NewWare {
    let code = Some(CODE.to_owned());
    let (name, maker) = (name.to_owned(), "m".to_owned());
    NewWare { name, maker, number, price, cost: 1.0, code, more: vec![1, 2] }
}

async fn migrated<S: Store>(db: &S) -> Result<(), CrudError> {
    db.migrate_models(&[Ware::MODEL], Migrate::Additive).await?;
    // a second time, there is nothing to do
    db.migrate_models(&[Ware::MODEL], Migrate::Additive).await
}

async fn works(db: impl Store, has_sql: bool) -> Result<(), CrudError> {
    migrated(&db).await?;
    let wares = Ware::repo(&db);
    let made = wares.create(ware("tea", 1, 9.25)).await?;
    assert_eq!(wares.read(made.id).await?, made);
    for (twin, fields) in
        [(ware("tea", 2, 9.5), ["name", "maker"]), (ware("rum", 1, 9.5), ["maker", "number"])]
    {
        let refused = wares.create(twin).await;
        assert!(matches!(refused, Err(CrudError::Conflict { fields: found }) if found == fields));
    }
    wares.create(ware("rum", 2, 3.5)).await?;
    let patched = wares.patch(1, WarePatch { price: Some(4.75), ..Default::default() }).await?;
    assert_eq!((patched.price, patched.more), (4.75, vec![1, 2]));
    let found = async |filter| Ok::<_, CrudError>(wares.list().filter(filter).await?.items.len());
    assert_eq!(found(Ware::PRICE.ge(4.0)).await?, 1);
    assert_eq!(found(Ware::PRICE.is_in([4.75, 3.5])).await?, 2);
    assert_eq!(found(Ware::CODE.eq(CODE)).await?, 2);
    assert_eq!(found(Ware::NAME.prefix("t")).await?, 1);
    let first = wares.list().sort(Ware::PRICE.desc()).limit(1).await?;
    let next = first.next.expect("a second page");
    let second = wares.list().sort(Ware::PRICE.desc()).limit(1).after(next).await?;
    assert_eq!(second.items[0].name, "rum");
    if has_sql {
        for refused in [
            wares.create(ware("gin", 3, 0.5)).await,
            wares.patch(2, WarePatch { price: Some(1.0), ..Default::default() }).await,
        ] {
            let Err(CrudError::Invalid(invalid)) = refused else { panic!("{refused:?}") };
            assert_eq!(invalid.iter().next().expect("a fault").code(), "check");
        }
        let other = db.migrate_models(&[later::Ware::MODEL], Migrate::Additive).await;
        let Err(CrudError::Migration(differences)) = other else { panic!("{other:?}") };
        assert!(differences.iter().any(|it| it.column.contains("check")), "{differences:?}");
    }
    assert_eq!(wares.count().await?, 2);
    Ok(())
}

#[tokio::test]
async fn memory_takes_what_only_sql_says_as_said() -> Result<(), CrudError> {
    works(Memory::new(), false).await
}

#[tokio::test]
async fn sqlite_keeps_a_check_and_types() -> Result<(), CrudError> {
    works(Sqlite::open(":memory:").await?, true).await
}

#[tokio::test]
async fn postgres_keeps_a_check_and_types() -> Result<(), CrudError> {
    let Some(server) = crate::postgres::server("sql_of_its_own").await else { return Ok(()) };
    works(server.connect().await?, true).await
}

#[test]
fn a_description_groups_by_tags() {
    let document = crud_api::openapi::of("Shop", "1", &[Ware::MODEL]).to_json().unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["paths"]["/wares"]["get"]["tags"], serde_json::json!(["shop", "stock"]));
    assert_eq!(document["tags"][1]["name"], "stock");
}
