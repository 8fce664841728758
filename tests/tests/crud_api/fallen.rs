//! The history of rows that go because another one goes, over every store.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Deed, Memory, Migrate, Sqlite, Store};

/// Without a history of its own, in a schema of its own where there are schemas.
#[crud_api(schema = "library", table = "shelves")]
#[derive(Clone, Debug, PartialEq)]
struct Shelf {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter)]
    name: String,
}

#[crud_api(schema = "library", table = "books", audit, check = "pages >= 0")]
#[derive(Clone, Debug, PartialEq)]
struct Book {
    #[crud(id)]
    key: String,
    #[crud(references = Shelf, on_delete = "cascade")]
    shelf: i64,
    #[crud(references = Book, on_delete = "cascade")]
    sequel_of: Option<String>,
    #[crud(filter, sort, default = 0)]
    pages: i64,
}

#[crud_api(table = "loans", audit)]
#[derive(Clone, Debug, PartialEq)]
struct Loan {
    #[crud(id)]
    id: i64,
    #[crud(references = Book, on_delete = "set_null")]
    book: Option<String>,
    #[crud(references = Shelf, on_delete = "set_null")]
    shelf: Option<i64>,
}

/// Holds what it refers to.
#[crud_api(table = "seals")]
#[derive(Clone, Debug, PartialEq)]
struct Seal {
    #[crud(id)]
    id: i64,
    #[crud(references = Book)]
    book: String,
}

type All = (Shelf, Book, Loan, Seal);

fn book(key: &str, shelf: i64, sequel_of: Option<&str>) -> NewBook {
    NewBook { key: key.into(), shelf, sequel_of: sequel_of.map(Into::into), pages: 1 }
}

async fn leaves_a_history(db: impl Store) -> Result<(), CrudError> {
    let (shelves, books, loans) = (Shelf::repo(&db), Book::repo(&db), Loan::repo(&db));
    for name in ["a", "b"] {
        shelves.create(NewShelf { name: name.into() }).await?;
    }
    // a sequel on another shelf, and one of itself
    for new in [book("one", 1, None), book("two", 2, Some("one")), book("own", 1, Some("own"))] {
        books.create(new).await?;
    }
    loans.create(NewLoan { book: Some("two".into()), shelf: Some(1) }).await?;
    loans.create(NewLoan { book: None, shelf: Some(2) }).await?;
    Seal::repo(&db).create(NewSeal { book: "two".into() }).await?;
    let held = shelves.clone().by("ann").delete(1).await;
    assert!(matches!(held, Err(CrudError::ForeignKey)), "{held:?}");
    assert_eq!(books.history("one").await?.items.len(), 1, "nothing went");
    Seal::repo(&db).delete(1).await?;
    shelves.clone().by("ann").delete(1).await?;
    assert_eq!(books.count().await?, 0);
    for key in ["one", "two", "own"] {
        let history = books.history(key).await?.items;
        let deeds: Vec<_> = history.iter().map(|it| (it.deed, it.by.as_deref())).collect();
        assert_eq!(deeds, [(Deed::Deleted, Some("ann")), (Deed::Created, None)], "{key}");
        assert_eq!(history[0].changes["key"].from, Some(key.into()));
    }
    let loan = loans.history(1).await?.items;
    assert_eq!((loan.len(), loan[0].deed), (2, Deed::Updated));
    assert_eq!(loan[0].changes.keys().collect::<Vec<_>>(), ["book", "shelf"]);
    assert_eq!(loan[0].changes["book"].from, Some("two".into()));
    assert_eq!(loan[0].changes["book"].to, Some(serde_json::Value::Null));
    assert_eq!(loans.history(2).await?.items.len(), 1, "another shelf's");
    Ok(())
}

#[tokio::test]
async fn in_memory() -> Result<(), CrudError> {
    let db = Memory::new();
    db.migrate::<All>(Migrate::Additive).await?;
    leaves_a_history(db).await
}

#[tokio::test]
async fn in_sqlite() -> Result<(), CrudError> {
    for place in ["file", "memory"] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("it.db");
        let db = Sqlite::open(if place == "file" { &*path } else { ":memory:".as_ref() }).await?;
        db.migrate::<All>(Migrate::Additive).await?;
        db.migrate::<All>(Migrate::Additive).await?;
        leaves_a_history(db).await?;
    }
    Ok(())
}

#[tokio::test]
async fn in_postgres() -> Result<(), CrudError> {
    let Some(server) = crate::postgres::server("fallen").await else { return Ok(()) };
    server.sql("DROP SCHEMA IF EXISTS library CASCADE").await;
    let db = server.connect().await?;
    db.migrate::<All>(Migrate::Additive).await?;
    db.migrate::<All>(Migrate::Additive).await?;
    let text = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables \
                WHERE schemaname = 'library'";
    assert_eq!(server.sql(text).await, ["books shelves"]);
    leaves_a_history(db.clone()).await?;
    let taken = Shelf::repo(&db).create(NewShelf { name: "b".into() }).await;
    assert!(matches!(taken, Err(CrudError::Conflict { fields }) if fields == ["name"]));
    server.sql("DROP SCHEMA library CASCADE").await;
    let gone = Shelf::repo(&db).count().await;
    assert!(matches!(gone, Err(CrudError::NotMigrated { model: "Shelf" })), "{gone:?}");
    Ok(())
}

#[tokio::test]
async fn in_a_transaction_and_in_a_batch() -> Result<(), CrudError> {
    let db = Sqlite::open(":memory:").await?;
    db.migrate::<All>(Migrate::Additive).await?;
    let shelves = Shelf::repo(&db);
    for name in ["a", "b"] {
        shelves.create(NewShelf { name: name.into() }).await?;
    }
    Book::repo(&db).create(book("one", 1, None)).await?;
    let undone = db.transaction(async |tx| {
        Shelf::repo(&tx).delete(1).await?;
        assert_eq!(Book::repo(&tx).history("one").await?.items.len(), 2);
        Shelf::repo(&tx).delete(9).await
    });
    assert!(matches!(undone.await, Err(CrudError::NotFound)));
    assert_eq!(Book::repo(&db).history("one").await?.items.len(), 1, "nor what it says of it");
    db.transaction(async |tx| Shelf::repo(&tx).delete(1).await).await?;
    assert_eq!(Book::repo(&db).history("one").await?.items.len(), 2);
    Ok(())
}
