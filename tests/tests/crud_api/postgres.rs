//! What only `Postgres` has: a server, a pool, retries, a way up from SQLite.
//!
//! `DUNDER_POSTGRES_URL` says where a server is; `.ci/postgres` starts one. Without it these tests
//! say so and pass.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dunder::crud_api;
use dunder::crud_api::{
    Change, CrudError, Memory, Migrate, Model, Postgres, Query, Resource, Row, Sqlite, Store,
    Timestamp, Value, write,
};
use dunder::validated::Errors;
use tokio_postgres::NoTls;

use crate::model::*;
pub(crate) use crate::server::server;

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_password() {
    let url = "postgresql://app:hush@127.0.0.1:1/shop";
    let Err(fault) = Postgres::connect(url).await else { panic!("somebody is there") };
    let said = fault.to_string();
    assert!(said.contains("cannot connect to `127.0.0.1:1/shop`"), "{said}");
    assert!(!said.contains("hush"), "{said}");
    for (url, expected) in [
        ("mysql://localhost", "the URL of the database is none"),
        ("postgresql://localhost/a?sslmode=require", "the URL asks for TLS"),
    ] {
        let Err(fault) = Postgres::connect(url).await else { panic!("{url}") };
        assert!(fault.to_string().contains(expected), "{fault}");
    }
    assert!(!format!("{:?}", Postgres::options(url)).contains("hush"));
}

#[tokio::test]
async fn the_server_keeps_types_that_other_programs_understand() -> Result<(), CrudError> {
    let Some(server) = server("types").await else { return Ok(()) };
    let db = server.connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    let made = Product::repo(&db).create(tea()).await?;
    let text = "SELECT (extract(epoch FROM created_at) * 1000000)::bigint FROM products";
    assert_eq!(server.sql(text).await, [made.created_at.as_microsecond().to_string()]);
    server.sql("UPDATE products SET name = 'psql', created_at = '2001-02-03 04:05:06.789Z'").await;
    let read = Product::repo(&db).read(made.id).await?;
    let time: Timestamp = "2001-02-03T04:05:06.789Z".parse().expect("a time");
    assert_eq!((read.name.as_str(), read.created_at), ("psql", time));
    Ok(())
}

#[tokio::test]
async fn a_time_that_the_server_does_not_have_is_invalid_in_every_store() {
    let first = Timestamp::from_microsecond(-210_866_803_200_000_000).expect("a time");
    let before = Timestamp::from_microsecond(-210_866_803_200_000_001).expect("a time");
    let last: Timestamp = "9999-12-30T22:00:00Z".parse().expect("a time");
    for (time, is_kept) in [(first, true), (before, false), (last, true)] {
        let new = NewSheet { at: Some(time), ..sheet("s1", 1) };
        let made = Sheet::repo(&Memory::new()).create(new).await;
        assert_eq!(made.is_ok(), is_kept, "{time}");
    }
    let Some(server) = server("times").await else { return };
    let db = server.connect().await.expect("a database");
    db.migrate::<(Sheet,)>(Migrate::Additive).await.expect("the table");
    for (code, number, time) in [("a", 1, first), ("z", 2, last)] {
        let new = NewSheet { at: Some(time), ..sheet(code, number) };
        Sheet::repo(&db).create(new).await.expect("a row");
        let read = Sheet::repo(&db).read(code).await.expect("the row");
        assert_eq!(read.at.map(Timestamp::as_microsecond), Some(time.as_microsecond()));
    }
}

#[tokio::test]
async fn writers_of_one_row_wait_for_each_other() -> Result<(), CrudError> {
    let Some(server) = server("rows").await else { return Ok(()) };
    // when serializable, the server asks for another try instead
    for setting in ["read committed", "serializable"] {
        let url = format!(
            "{}%20-cdefault_transaction_isolation%3D{}",
            server.url(),
            setting.replace(' ', "%5C%20")
        );
        let db = Postgres::options(&url).connections(8).connect().await?;
        db.migrate::<(Product,)>(Migrate::Additive).await?;
        let made = Product::repo(&db).create(named(setting, 0.0)).await?;
        let tasks: Vec<_> = (0..40)
            .map(|i| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut change = Change::new(vec![(2, Value::Float(f64::from(i)))]);
                    change.merges = i % 2 == 0;
                    db.update(Product::MODEL, Value::Int(made.id), change).await
                })
            })
            .collect();
        let mut written = 0;
        for task in tasks {
            match task.await.expect("no panic") {
                Ok(_) => written += 1,
                // it gave up, and then nothing is written
                Err(CrudError::Busy) => {}
                Err(other) => panic!("{setting}: {other}"),
            }
        }
        assert_eq!(Product::repo(&db).read(made.id).await?.version, written + 1, "{setting}");
        assert!(written > 20, "{setting}: {written}");
    }
    Ok(())
}

fn panic(_: Row, _: &mut Errors<'_>) -> Row {
    panic!("a rule panics");
}

fn as_it_is(_: usize, value: Value, _: &mut Errors<'_>) -> Value {
    value
}

static PANICS: Model = Model::new("Product", "products", "/products", Product::MODEL.columns)
    .rules(&[], panic, as_it_is, true);

#[tokio::test]
async fn a_rule_that_panics_leaves_the_row_and_the_connection() -> Result<(), CrudError> {
    let Some(server) = server("panics").await else { return Ok(()) };
    let db = Postgres::options(&server.url()).connections(1).connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    let made = Product::repo(&db).create(tea()).await?;
    let mut change = Change::new(vec![(2, Value::Float(7.0))]);
    change.merges = true;
    let refused = db.update(&PANICS, Value::Int(made.id), change).await;
    assert!(
        matches!(refused, Err(CrudError::Store(cause)) if cause.to_string().contains("a rule"))
    );
    assert_eq!(Product::repo(&db).read(made.id).await?, made);
    Ok(())
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_cancelled_on_the_server() -> Result<(), CrudError> {
    let Some(server) = server("timeouts").await else { return Ok(()) };
    let options = Postgres::options(&server.url()).connections(2);
    let db = options.timeout(Duration::from_millis(300)).connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    Product::repo(&db).create(tea()).await?;
    // another program holds the row
    let (mut client, connection) =
        tokio_postgres::connect(&server.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let other = client.transaction().await.expect("a transaction");
    other.execute("SELECT FROM products FOR UPDATE", &[]).await.expect("the lock");
    let begun = Instant::now();
    let patch = || ProductPatch { price: Some(1.0), ..Default::default() };
    assert!(matches!(Product::repo(&db).patch(1, patch()).await, Err(CrudError::Timeout)));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE", &[]).await.expect("the lock");
    assert!(matches!(Product::repo(&db).read(1).await, Err(CrudError::Timeout)));
    other.rollback().await.expect("an end");
    // what was cancelled is not written later
    assert_eq!(Product::repo(&db).read(1).await?.version, 1);
    assert_eq!(Product::repo(&db).patch(1, patch()).await?.version, 2);
    Ok(())
}

#[tokio::test]
async fn who_waits_too_long_for_a_connection_is_told_so() -> Result<(), CrudError> {
    let Some(server) = server("pools").await else { return Ok(()) };
    let options = Postgres::options(&server.url()).connections(1);
    let db = options.wait(Duration::from_millis(200)).connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    Product::repo(&db).create(tea()).await?;
    let (mut client, connection) =
        tokio_postgres::connect(&server.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let other = client.transaction().await.expect("a transaction");
    other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE", &[]).await.expect("the lock");
    let first = tokio::spawn(Product::repo(&db).read(1).into_future());
    while server
        .sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        .await
        .is_empty()
    {
        tokio::task::yield_now().await;
    }
    assert!(matches!(Product::repo(&db).read(1).await, Err(CrudError::Busy)));
    other.rollback().await.expect("an end");
    first.await.expect("no panic")?;
    assert_eq!(Product::repo(&db).read(1).await?.id, 1);
    Ok(())
}

#[tokio::test]
async fn a_write_whose_caller_left_is_written_and_a_read_is_cancelled() -> Result<(), CrudError> {
    let Some(server) = server("leavers").await else { return Ok(()) };
    let db = Postgres::options(&server.url()).connections(4).connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    Product::repo(&db).create(tea()).await?;
    let (mut client, connection) =
        tokio_postgres::connect(&server.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let other = client.transaction().await.expect("a transaction");
    other.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE", &[]).await.expect("the lock");
    let waiting = async |query: &str, count: usize| {
        let text = format!(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '{query}%' \
             AND query LIKE '%products%'"
        );
        while server.sql(&text).await.len() != count {
            tokio::task::yield_now().await;
        }
    };
    let write = tokio::spawn(Product::repo(&db).create(named("left", 1.0)).into_future());
    waiting("INSERT", 1).await;
    let read = tokio::spawn(Product::repo(&db).list().into_future());
    waiting("SELECT", 1).await;
    write.abort();
    read.abort();
    waiting("SELECT", 0).await;
    waiting("INSERT", 1).await;
    other.rollback().await.expect("an end");
    db.close().await;
    assert_eq!(server.sql("SELECT name FROM products ORDER BY id").await, ["tea", "left"]);
    assert!(matches!(Product::repo(&db).read(1).await, Err(CrudError::Closed)));
    Ok(())
}

#[tokio::test]
async fn a_text_too_long_for_its_index_is_the_fields_fault() -> Result<(), CrudError> {
    let Some(server) = server("indexes").await else { return Ok(()) };
    let db = server.connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    // text that does not compress
    let mut state = 1_u64;
    let mut digits = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{state:x}")
    };
    let long: String = (0..1200).map(|_| digits()).collect();
    let new = NewProduct { sku: "short".into(), ..named(&long, 1.0) };
    let refused = Product::repo(&db).create(new).await;
    let Err(CrudError::Invalid(invalid)) = refused else { panic!("{refused:?}") };
    assert_eq!(invalid.for_field("name")[0].code(), "size");
    Ok(())
}

#[tokio::test]
async fn no_page_is_sorted_but_by_its_index() -> Result<(), CrudError> {
    let Some(server) = server("plans").await else { return Ok(()) };
    let db = server.connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    server
        .sql(
            "INSERT INTO products(name, price, sku, stock, note, tags, created_at, updated_at, \
             version) SELECT 'n' || i % 100, i % 1000, 's' || i, i % 50, \
             CASE WHEN i % 3 = 0 THEN 'x' || i % 77 END, '[]', now(), now(), 1 \
             FROM generate_series(1, 20000) AS i; ANALYZE products",
        )
        .await;
    let products = Product::repo(&db);
    for sort in
        [Product::PRICE.asc(), Product::PRICE.desc(), Product::NOTE.asc(), Product::NOTE.desc()]
    {
        let mut after = None;
        let mut count = 0;
        let mut list = products.list().sort(sort).limit(5000);
        loop {
            if let Some(after) = after.take() {
                list = list.after(after);
            }
            let page = list.await?;
            count += page.items.len();
            after = page.next;
            if after.is_none() {
                break;
            }
            list = products.list().sort(sort).limit(5000);
        }
        assert_eq!(count, 20_000);
    }
    let text = "EXPLAIN (FORMAT TEXT) SELECT * FROM products WHERE price >= 500 AND \
                (price > 500 OR price = 500 AND id > 500) ORDER BY price, id LIMIT 50";
    let plan = server.sql(text).await.join("\n");
    assert!(plan.contains("Index Cond") && !plan.contains("Sort"), "{plan}");
    Ok(())
}

/// What the table was made from.
mod before {
    use dunder::crud_api;

    #[crud_api(table = "notes")]
    #[derive(Debug)]
    pub(crate) struct Note {
        #[crud(id)]
        pub(crate) id: i64,
        #[crud(filter)]
        pub(crate) title: String,
        pub(crate) size: i64,
    }
}

/// What was added.
#[crud_api(table = "notes")]
#[derive(Debug)]
pub(crate) struct Note {
    #[crud(id)]
    pub(crate) id: i64,
    #[crud(filter, sort, unique)]
    pub(crate) title: String,
    pub(crate) size: i64,
    pub(crate) text: Option<String>,
    #[crud(default = "it's \\ \"new\"")]
    pub(crate) kind: String,
    #[crud(default = -1.5e-7)]
    pub(crate) ratio: f64,
    #[crud(default)]
    pub(crate) is_open: bool,
    #[crud(json, default = vec![1, 2])]
    pub(crate) numbers: Vec<u8>,
    #[crud(default = vec![0, 255])]
    pub(crate) blob: Vec<u8>,
    #[crud(created)]
    pub(crate) created_at: Timestamp,
    #[crud(version)]
    pub(crate) version: i64,
}

#[tokio::test]
async fn columns_with_something_for_old_rows_are_added() -> Result<(), CrudError> {
    let Some(server) = server("additions").await else { return Ok(()) };
    let db = server.connect().await?;
    db.migrate::<before::Note>(Migrate::Additive).await?;
    let old = before::NewNote { title: "one".into(), size: 1 };
    before::Note::repo(&db).create(old).await?;
    for _ in 0..2 {
        db.migrate::<Note>(Migrate::Additive).await?;
    }
    let note = Note::repo(&db).read(1).await?;
    assert_eq!((note.id, note.title.as_str(), note.size, note.text), (1, "one", 1, None));
    assert_eq!((note.kind.as_str(), note.ratio, note.is_open), ("it's \\ \"new\"", -1.5e-7, false));
    assert_eq!((note.numbers, note.blob, note.version), (vec![1, 2], vec![0, 255], 1));
    assert!((Timestamp::now().as_second() - note.created_at.as_second()).abs() < 60);
    Ok(())
}

#[tokio::test]
async fn what_would_lose_data_is_listed_and_nothing_is_changed() -> Result<(), CrudError> {
    let Some(server) = server("losses").await else { return Ok(()) };
    server
        .sql(
            "CREATE TABLE notes(id bigint PRIMARY KEY, title text NOT NULL, \
             size integer NOT NULL, \
             old text); CREATE TABLE products(id text); \
             INSERT INTO notes VALUES (1, 'a', 1, NULL)",
        )
        .await;
    let db = server.connect().await?;
    let Err(CrudError::Migration(found)) =
        db.migrate::<(Mark, before::Note)>(Migrate::Additive).await
    else {
        panic!("it was migrated")
    };
    let found: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "`notes.id` is no identity column, so the database would make no ids",
            "`notes.title` sorts by `C.UTF-8` in the table and by its bytes in the struct, alter it \
             to `text COLLATE \"C\"`",
            "`notes.size` is integer in the table and bigint in the struct",
            "`notes.old` is in the table and not in the struct, drop the column if its data may go",
        ]
    );
    // nor was the first struct's table made
    assert!(matches!(Mark::repo(&db).list().await, Err(CrudError::NotMigrated { model: "Mark" })));
    Ok(())
}

#[tokio::test]
async fn many_processes_may_migrate_at_once() -> Result<(), CrudError> {
    let Some(server) = server("migrations").await else { return Ok(()) };
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let url = server.url();
            tokio::spawn(async move {
                let db = Postgres::connect(&url).await?;
                db.migrate::<(Product, Sheet, Mark, Note)>(Migrate::Additive).await
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic")?;
    }
    Ok(())
}

/// What moves up.
type All = (Product, Sheet, Mark);

#[tokio::test]
async fn what_sqlite_has_moves_up_as_it_is() -> Result<(), CrudError> {
    let Some(server) = server("imports").await else { return Ok(()) };
    let file = Sqlite::open(":memory:").await?;
    let db = server.connect().await?;
    file.migrate::<All>(Migrate::Additive).await?;
    db.migrate::<All>(Migrate::Additive).await?;
    for i in 0..1200 {
        Product::repo(&file).create(named(&i.to_string(), f64::from(i))).await?;
    }
    Product::repo(&file).delete(3).await?;
    Sheet::repo(&file).create(sheet("s1", 255)).await?;
    assert_eq!(db.import::<All>(&file).await?, 1200);
    for model in [Product::MODEL, Sheet::MODEL, Mark::MODEL] {
        let rows = file.list(model, Query::new(5000)).await?;
        assert_eq!(db.list(model, Query::new(5000)).await?, rows);
    }
    assert_eq!(Product::repo(&db).create(named("next", 1.0)).await?.id, 1201);
    assert_eq!(Mark::repo(&db).create(NewMark {}).await?.id, 1);
    let again = db.import::<(Product,)>(&file).await;
    assert!(again.is_err_and(|it| it.to_string().contains("`products` has rows already")));
    Ok(())
}

/// Creates rows until told to stop; what is certain of each.
async fn load(db: Postgres, worker: u32, stop: Arc<AtomicBool>) -> Vec<(String, Option<bool>)> {
    let mut said = Vec::new();
    for i in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("{worker}-{i}");
        let made = Product::repo(&db).create(named(&name, 1.0)).await;
        said.push((
            name,
            match made {
                Ok(_) => Some(true),
                Err(CrudError::Unknown) => None,
                Err(CrudError::Busy | CrudError::Timeout) => Some(false),
                Err(other) => panic!("{other}"),
            },
        ));
    }
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_under_load_loses_no_answered_write() -> Result<(), CrudError> {
    let Some(server) = server("restarts").await else { return Ok(()) };
    let Ok(restart) = std::env::var("DUNDER_POSTGRES_RESTART") else {
        println!("skipped: DUNDER_POSTGRES_RESTART is not set, `bash .ci/postgres` sets it");
        return Ok(());
    };
    let db = Postgres::options(&server.url()).wait(Duration::from_secs(30)).connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    for how in ["fast", "immediate"] {
        server.sql("DELETE FROM products").await;
        let stop = Arc::<AtomicBool>::default();
        let tasks: Vec<_> =
            (0..16).map(|i| tokio::spawn(load(db.clone(), i, Arc::clone(&stop)))).collect();
        while Product::repo(&db).count().await? < 100 {
            tokio::task::yield_now().await;
        }
        let restart = format!("{restart} {how}");
        let done = tokio::task::spawn_blocking(move || {
            Command::new("sh").arg("-c").arg(restart).status().expect("a shell")
        });
        assert!(done.await.expect("no panic").success(), "the server starts again");
        let before = Product::repo(&db).count().await?;
        while Product::repo(&db).count().await? < before + 100 {
            tokio::task::yield_now().await;
        }
        stop.store(true, Ordering::Relaxed);
        let mut said = Vec::new();
        for task in tasks {
            said.extend(task.await.expect("no panic"));
        }
        let there = server.sql("SELECT name FROM products").await;
        let there: std::collections::HashSet<_> = there.into_iter().collect();
        for (name, is_written) in said {
            if let Some(is_written) = is_written {
                assert_eq!(there.contains(&name), is_written, "{how}: {name}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_table_that_another_program_changes_is_read_on() -> Result<(), CrudError> {
    let Some(server) = server("changes").await else { return Ok(()) };
    let db = Postgres::options(&server.url()).connections(1).connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    let made = write::insert(&db, Product::MODEL, Product::new_row(tea())).await?;
    server.sql("ALTER TABLE products ADD COLUMN later text").await;
    assert_eq!(db.get(Product::MODEL, made[0].clone()).await?, Some(made.clone()));
    server.sql("ALTER TABLE products DROP COLUMN later").await;
    assert_eq!(db.get(Product::MODEL, made[0].clone()).await?, Some(made));
    Ok(())
}

#[tokio::test]
async fn transactions_that_meet_are_run_again() -> Result<(), CrudError> {
    let Some(server) = server("meetings").await else { return Ok(()) };
    let db = server.connect().await?;
    db.migrate::<(Product,)>(Migrate::Additive).await?;
    Product::repo(&db).create(NewProduct { stock: 0, ..tea() }).await?;
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                db.transaction(async |tx| {
                    let products = Product::repo(&tx);
                    let stock = products.read(1).await?.stock + 1;
                    let patch = ProductPatch { stock: Some(stock), ..Default::default() };
                    products.patch(1, patch).await
                })
                .await
            })
        })
        .collect();
    let mut count = 0;
    for task in tasks {
        match task.await.expect("no panic") {
            Ok(_) => count += 1,
            // it met others too often
            Err(CrudError::Busy) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(Product::repo(&db).read(1).await?.stock, count);
    assert!(count > 3, "{count}");
    Ok(())
}
