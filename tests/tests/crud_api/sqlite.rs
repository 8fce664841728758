//! What only `Sqlite` has: a file, a queue, one commit for many writes.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use dunder::crud_api::{
    Change, CrudError, Migrate, Model, Query, Resource, Row, Sqlite, SqliteTx, Store, Value, query,
};
use dunder::validated::Errors;

use crate::model::*;

/// What a slow rule waits for.
static GATE: Mutex<Option<(Sender<()>, Receiver<()>)>> = Mutex::new(None);
/// One test at a time holds the gate.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
/// How often the slow rule was run.
static RUNS: AtomicU32 = AtomicU32::new(0);

fn wait_at_the_gate(row: Row, _: &mut Errors<'_>) -> Row {
    RUNS.fetch_add(1, Ordering::SeqCst);
    let gate = GATE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((arrived, open)) = gate {
        arrived.send(()).expect("the test listens");
        let _ = open.recv();
        // longer than what is run again in the writer
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    row
}

fn panic(_: Row, _: &mut Errors<'_>) -> Row {
    panic!("a rule panics");
}

fn as_it_is(_: usize, value: Value, _: &mut Errors<'_>) -> Value {
    value
}

static GATED: Model = Model::new("Product", "products", "/products", Product::MODEL.columns).rules(
    &[],
    wait_at_the_gate,
    as_it_is,
    true,
);
static PANICS: Model = Model::new("Product", "products", "/products", Product::MODEL.columns)
    .rules(&[], panic, as_it_is, true);

/// Another price.
fn plain() -> Change {
    Change::new(vec![(2, Value::Float(7.0))])
}

/// The same, checked on the whole row.
fn merging() -> Change {
    let mut change = plain();
    change.merges = true;
    change
}

type Call<T> = Pin<Box<dyn Future<Output = Result<T, CrudError>> + Send>>;

/// Runs a call up to where it waits, which puts it into the queue.
fn begin<T>(mut call: Call<T>) -> Call<T> {
    let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Pending), "the writer is held up");
    call
}

/// A database with one row, whose writer is held up until the answer's second part is dropped;
/// the first is a change of the row that comes first then.
async fn held_up(db: &Sqlite) -> (Call<Row>, SqliteTx) {
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    Product::repo(db).create(named("first", 1.0)).await.expect("a row");
    let open = db.begin().await.expect("a transaction");
    let db = db.clone();
    let call = Box::pin(async move { db.update(Product::MODEL, Value::Int(1), plain()).await });
    (begin(call), open)
}

async fn file() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Sqlite::open(folder.path().join("it.db")).await.expect("a database");
    (folder, db)
}

fn create(db: &Sqlite, new: NewProduct) -> Call<Product> {
    Product::repo(db).create(new).into_future()
}

#[tokio::test]
async fn a_write_that_fails_undoes_only_itself() {
    let (_folder, db) = file().await;
    let (first, open) = held_up(&db).await;
    let calls: Vec<_> = ["a", "first", "b", "a", "c"]
        .map(|name| begin(create(&db, named(name, 2.0))))
        .into_iter()
        .collect();
    drop(open);
    assert_eq!(first.await.expect("the first of the batch")[2], Value::Float(7.0));
    let mut ids = Vec::new();
    for call in calls {
        ids.push(match call.await {
            Ok(made) => Some(made.id),
            Err(CrudError::Conflict { .. }) => None,
            Err(other) => panic!("{other}"),
        });
    }
    assert_eq!(ids, [Some(2), None, Some(3), None, Some(4)]);
    assert_eq!(Product::repo(&db).count().await.expect("a count"), 4);
}

#[tokio::test]
async fn a_write_whose_caller_left_before_it_began_is_not_written() {
    let (_folder, db) = file().await;
    let (first, open) = held_up(&db).await;
    let kept = begin(create(&db, named("kept", 1.0)));
    let left = begin(create(&db, named("left", 1.0)));
    drop(left);
    drop(open);
    first.await.expect("the first");
    kept.await.expect("the one that stayed");
    let names = Product::repo(&db).list().sort(Product::NAME.asc()).await.expect("a list");
    let names: Vec<_> = names.items.into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["first", "kept"]);
}

#[tokio::test]
async fn a_full_queue_says_so_and_writes_nothing() {
    let (_folder, db) = file().await;
    let (first, open) = held_up(&db).await;
    // one place in the queue is taken
    let calls: Vec<_> = (1..4096).map(|i| begin(create(&db, named(&i.to_string(), 1.0)))).collect();
    assert!(matches!(create(&db, named("late", 1.0)).await, Err(CrudError::Busy)));
    drop(open);
    first.await.expect("the first");
    for call in calls {
        call.await.expect("a row");
    }
    assert_eq!(Product::repo(&db).count().await.expect("a count"), 4096);
}

#[tokio::test]
async fn a_rule_that_panics_fails_its_own_write_only() {
    for (_folder, db) in [
        file().await,
        (
            tempfile::tempdir().expect("a folder"),
            Sqlite::open(":memory:").await.expect("a database"),
        ),
    ] {
        let (first, open) = held_up(&db).await;
        let before = begin(create(&db, named("before", 1.0)));
        let held = db.clone();
        let mut panics: Call<Row> =
            Box::pin(async move { held.update(&PANICS, Value::Int(1), merging()).await });
        let polled = panics.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        drop(open);
        first.await.expect("the write before");
        let failed = match polled {
            Poll::Ready(failed) => failed,
            // where there are no readers, it waits for the row
            Poll::Pending => panics.await,
        };
        let failed = failed.map(drop).map_err(|fault| fault.to_string());
        assert_eq!(failed, Err("the store failed: panicked: a rule panics".to_owned()));
        assert_eq!(before.await.expect("a row").id, 2);
        let products = Product::repo(&db);
        assert_eq!(products.create(named("after", 1.0)).await.expect("a row").id, 3);
        assert!((products.read(1).await.expect("the row").price - 7.0).abs() < 0.01);
    }
}

/// Starts a merge on a thread of its own, and returns when its rule waits at the gate.
fn at_the_gate(
    db: &Sqlite,
    change: Change,
) -> (std::thread::JoinHandle<Result<Row, CrudError>>, Sender<()>) {
    let (arrive, arrived) = channel();
    let (open, opened) = channel();
    *GATE.lock().unwrap_or_else(PoisonError::into_inner) = Some((arrive, opened));
    let db = db.clone();
    let runtime = tokio::runtime::Handle::current();
    let merge = std::thread::spawn(move || {
        runtime.block_on(async { db.update(&GATED, Value::Int(1), change).await })
    });
    arrived.recv().expect("the rule comes to the gate");
    (merge, open)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_rule_keeps_no_other_writer_waiting() {
    let _turn = TURN.lock().await;
    for (_folder, db) in [
        file().await,
        (
            tempfile::tempdir().expect("a folder"),
            Sqlite::open(":memory:").await.expect("a database"),
        ),
    ] {
        db.migrate::<Product>(Migrate::Additive).await.expect("the table");
        create(&db, named("first", 1.0)).await.expect("a row");
        let (merge, open) = at_the_gate(&db, merging());
        // all of these would wait for ever
        assert_eq!(create(&db, named("other", 1.0)).await.expect("a row").id, 2);
        let note = ProductPatch { note: Some(Some("new".into())), ..Default::default() };
        assert_eq!(Product::repo(&db).patch(1, note).await.expect("the same row").version, 2);
        drop(open);
        let runs = RUNS.load(Ordering::SeqCst);
        let merged = merge.join().expect("no panic").expect("the row");
        // nothing of the other writer's is lost: the rule was run again on what it wrote
        assert_eq!(merged[5], Value::Text("new".into()));
        assert_eq!(merged[2], Value::Float(7.0));
        assert_eq!(RUNS.load(Ordering::SeqCst), runs + 1);
        assert_eq!(Product::repo(&db).read(1).await.expect("the row").version, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_rule_of_a_stale_change_is_refused_in_the_end() {
    let _turn = TURN.lock().await;
    let (_folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    create(&db, named("first", 1.0)).await.expect("a row");
    let mut change = merging();
    change.if_match = Some(vec![dunder::crud_api::Tag::Version(1)]);
    let (merge, open) = at_the_gate(&db, change);
    let note = ProductPatch { note: Some(Some("new".into())), ..Default::default() };
    Product::repo(&db).patch(1, note).await.expect("the row");
    drop(open);
    assert!(matches!(merge.join().expect("no panic"), Err(CrudError::VersionMismatch)));
    let (merge, open) = at_the_gate(&db, merging());
    Product::repo(&db).delete(1).await.expect("the row");
    drop(open);
    assert!(matches!(merge.join().expect("no panic"), Err(CrudError::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_rule_in_a_transaction_does_not_outlive_its_time() {
    let _turn = TURN.lock().await;
    let (_folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    create(&db, named("first", 1.0)).await.expect("a row");
    let (arrive, arrived) = channel();
    let (open, opened) = channel();
    *GATE.lock().unwrap_or_else(PoisonError::into_inner) = Some((arrive, opened));
    let (held, runtime) = (db.clone(), tokio::runtime::Handle::current());
    let slow = std::thread::spawn(move || {
        runtime.block_on(
            held.transaction(async |tx| tx.update(&GATED, Value::Int(1), merging()).await),
        )
    });
    arrived.recv().expect("the rule comes to the gate");
    // it comes through when the transaction's five seconds are over, and not when the rule is
    create(&db, named("other", 1.0)).await.expect("a row");
    drop(open);
    let slow = slow.join().expect("no panic");
    assert!(matches!(slow, Err(CrudError::Timeout)), "{slow:?}");
    assert!((Product::repo(&db).read(1).await.expect("the row").price - 1.0).abs() < 0.01);
}

#[tokio::test]
async fn readers_do_not_wait_for_the_writer() {
    let (_folder, db) = file().await;
    let (first, open) = held_up(&db).await;
    let products = Product::repo(&db);
    assert!((products.read(1).await.expect("the row").price - 1.0).abs() < 0.01);
    assert_eq!(products.list().await.expect("a list").items.len(), 1);
    drop(open);
    first.await.expect("the write");
    assert!((products.read(1).await.expect("the row").price - 7.0).abs() < 0.01);
}

#[tokio::test]
async fn two_opens_in_memory_are_two_databases() {
    let (one, two) = (Sqlite::open(":memory:").await, Sqlite::open(":memory:").await);
    let (one, two) = (one.expect("a database"), two.expect("a database"));
    for db in [&one, &two] {
        db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    }
    create(&one, tea()).await.expect("a row");
    assert_eq!(Product::repo(&one).count().await.expect("a count"), 1);
    assert_eq!(Product::repo(&two).count().await.expect("a count"), 0);
}

#[tokio::test]
async fn what_was_answered_is_there_when_the_file_is_opened_again() {
    let (folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    let made = create(&db, tea()).await.expect("a row");
    drop(db);
    let again = Sqlite::open(folder.path().join("it.db")).await.expect("a database");
    assert_eq!(Product::repo(&again).read(made.id).await.expect("the row"), made);
}

#[tokio::test]
async fn two_handles_on_one_file_see_each_others_rows() {
    let (folder, one) = file().await;
    let two = Sqlite::open(folder.path().join("it.db")).await.expect("a database");
    let (made, again) = tokio::join!(
        one.migrate::<(Product, Sheet)>(Migrate::Additive),
        two.migrate::<(Product, Sheet)>(Migrate::Additive)
    );
    made.and(again).expect("the tables");
    let tasks: Vec<_> = (0..100)
        .map(|i| {
            let db = if i % 2 == 0 { &one } else { &two };
            tokio::spawn(create(db, named(&i.to_string(), 1.0)))
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("a row");
    }
    assert_eq!(Product::repo(&one).count().await.expect("a count"), 100);
    assert_eq!(Product::repo(&two).count().await.expect("a count"), 100);
}

#[tokio::test]
async fn a_panic_in_the_writer_fails_its_batch_and_no_more() {
    for (_folder, db) in [
        file().await,
        (
            tempfile::tempdir().expect("a folder"),
            Sqlite::open(":memory:").await.expect("a database"),
        ),
    ] {
        let (first, open) = held_up(&db).await;
        let before = begin(create(&db, named("before", 1.0)));
        let held = db.clone();
        // no row of this model is so short
        let short: Call<Row> =
            begin(Box::pin(async move { held.insert(Product::MODEL, Row::new()).await }));
        drop(open);
        for failed in [first.await.map(drop), before.await.map(drop), short.await.map(drop)] {
            assert!(matches!(failed, Err(CrudError::Store(_))), "{failed:?}");
        }
        let products = Product::repo(&db);
        assert_eq!(products.create(named("after", 1.0)).await.expect("a row").id, 2);
        assert!((products.read(1).await.expect("the row").price - 1.0).abs() < 0.01);
    }
}

fn files(folder: &tempfile::TempDir) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("the folder");
    files.map(|it| it.expect("a file").file_name().into_string().expect("a name")).collect()
}

#[tokio::test]
async fn closing_writes_what_waits_and_leaves_one_file() {
    let (folder, db) = file().await;
    let (first, open) = held_up(&db).await;
    let products = Product::repo(&db);
    assert_eq!(products.list().await.expect("a list").items.len(), 1);
    let waiting: Vec<_> =
        (0..300).map(|i| begin(create(&db, named(&i.to_string(), 1.0)))).collect();
    let mut closing = [0, 1].map(|_| {
        let db = db.clone();
        begin(Box::pin(async move {
            db.close().await;
            Ok(())
        }))
    });
    for refused in [
        create(&db, named("late", 1.0)).await.map(drop),
        products.read(1).await.map(drop),
        products.list().await.map(drop),
    ] {
        assert!(matches!(refused, Err(CrudError::Closed)), "{refused:?}");
    }
    drop(open);
    for call in &mut closing {
        call.await.expect("no more than to wait");
    }
    assert_eq!(files(&folder), ["it.db"]);
    first.await.expect("the write that was begun");
    for call in waiting {
        call.await.expect("a row");
    }
    db.close().await;
    assert!(matches!(products.read(1).await, Err(CrudError::Closed)));
    let again = Sqlite::open(folder.path().join("it.db")).await.expect("a database");
    assert_eq!(Product::repo(&again).count().await.expect("a count"), 301);
}

#[tokio::test]
async fn a_database_in_memory_is_closed_too() {
    let db = Sqlite::open(":memory:").await.expect("a database");
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    db.close().await;
    for refused in [
        create(&db, tea()).await.map(drop),
        Product::repo(&db).read(1).await.map(drop),
        Product::repo(&db).list().await.map(drop),
    ] {
        assert!(matches!(refused, Err(CrudError::Closed)), "{refused:?}");
    }
}

#[tokio::test]
async fn the_last_handle_ends_the_writer() {
    let (folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    let products = Product::repo(&db);
    drop(db);
    products.create(tea()).await.expect("a row");
    assert_eq!(products.list().await.expect("a list").items.len(), 1);
    assert_ne!(files(&folder), ["it.db"]);
    drop(products);
    let begun = std::time::Instant::now();
    while files(&folder) != ["it.db"] {
        assert!(begun.elapsed().as_secs() < 20, "the log is left: {:?}", files(&folder));
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_file_that_another_connection_writes_to_is_busy_and_readable() {
    let (folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    let products = Product::repo(&db);
    products.create(tea()).await.expect("a row");
    let other = rusqlite::Connection::open(folder.path().join("it.db")).expect("a connection");
    other.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    let (one, two) = tokio::join!(
        products.create(named("one", 1.0)).into_future(),
        products.create(named("two", 1.0)).into_future()
    );
    assert!(matches!(one, Err(CrudError::Busy)), "{one:?}");
    assert!(matches!(two, Err(CrudError::Busy)), "{two:?}");
    assert_eq!(products.read(1).await.expect("the row").name, "tea");
    assert_eq!(products.list().await.expect("a list").items.len(), 1);
    other.execute_batch("COMMIT").expect("no more lock");
    assert_eq!(products.create(named("three", 1.0)).await.expect("a row").id, 2);
}

#[tokio::test]
async fn what_a_trigger_refuses_is_no_broken_reference() {
    let (folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    let other = rusqlite::Connection::open(folder.path().join("it.db")).expect("a connection");
    let trigger = "CREATE TRIGGER cheap BEFORE INSERT ON products WHEN NEW.price < 1
                   BEGIN SELECT RAISE(ABORT, 'too cheap'); END";
    other.execute_batch(trigger).expect("a trigger");
    let products = Product::repo(&db);
    let refused = products.create(named("tea", 0.5)).await;
    let Err(CrudError::Store(cause)) = refused else { panic!("{refused:?}") };
    assert!(cause.to_string().contains("too cheap"), "{cause}");
    products.create(named("tea", 1.5)).await.expect("a row");
}

#[tokio::test]
async fn a_path_that_cannot_be_opened_is_named() {
    let failed = Sqlite::open("/no/such/folder/it.db").await;
    let Err(CrudError::Store(cause)) = failed else { panic!("it opened") };
    assert!(cause.to_string().starts_with("cannot open `/no/such/folder/it.db`: "), "{cause}");
    assert!(matches!(Sqlite::open("").await, Err(CrudError::Store(_))));
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("text.db");
    std::fs::write(&text, "no database at all, only text that is long enough").expect("a file");
    assert!(matches!(Sqlite::open(&text).await, Err(CrudError::Store(_))));
}

#[test]
fn a_list_reads_and_a_call_writes_without_a_runtime() {
    fn wait<T>(mut call: Call<T>) -> Result<T, CrudError> {
        loop {
            match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(answer) => return answer,
                Poll::Pending => std::thread::yield_now(),
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("it.db");
    let db = wait(Box::pin(Sqlite::open(path))).expect("a database");
    let made = {
        let db = db.clone();
        Box::pin(async move { db.migrate::<Product>(Migrate::Additive).await })
    };
    wait(made).expect("the table");
    wait(create(&db, tea())).expect("a row");
    assert_eq!(wait(Product::repo(&db).list().into_future()).expect("a list").items.len(), 1);
}

#[tokio::test]
async fn a_list_whose_caller_left_is_interrupted() {
    let (_folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    create(&db, tea()).await.expect("a row");
    // every reader is free again, whether the list was begun or not
    for _ in 0..100 {
        let db = db.clone();
        let filter = query::Filter::new(1, query::Op::Like, vec![Value::Text("t".into())]);
        let query = Query { filters: vec![filter], ..Query::new(10) };
        let mut call: Call<_> = Box::pin(async move { db.list(Product::MODEL, query).await });
        let _ = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
    assert_eq!(Product::repo(&db).list().await.expect("a list").items.len(), 1);
}

#[tokio::test]
async fn a_table_that_was_never_made_is_no_riddle() {
    let (_folder, db) = file().await;
    let products = Product::repo(&db);
    for failed in [
        products.read(1).await.map(drop),
        products.list().await.map(drop),
        products.count().await.map(drop),
        products.create(tea()).await.map(drop),
        products.patch(1, ProductPatch::default()).await.map(drop),
        products.delete(1).await,
    ] {
        let fault = failed.expect_err("a fault");
        assert!(matches!(fault, CrudError::NotMigrated { model: "Product" }), "{fault:?}");
        assert_eq!(
            fault.to_string(),
            "there is no table for `Product`, call \
             `db.migrate::<(Product,)>(Migrate::Additive).await?` first"
        );
    }
}

#[tokio::test]
async fn a_backup_is_a_database_of_its_own() {
    let (folder, db) = file().await;
    db.migrate::<Product>(Migrate::Additive).await.expect("the table");
    let made = create(&db, tea()).await.expect("a row");
    let copy = folder.path().join("copy.db");
    std::fs::write(&copy, "the one of yesterday").expect("a file");
    let writers: Vec<_> =
        (0..100).map(|i| tokio::spawn(create(&db, named(&i.to_string(), 1.0)))).collect();
    db.backup(&copy).await.expect("a copy");
    for writer in writers {
        writer.await.expect("no panic").expect("a row");
    }
    let again = Sqlite::open(&copy).await.expect("a database");
    assert_eq!(Product::repo(&again).read(made.id).await.expect("the row"), made);
    let count = Product::repo(&again).count().await.expect("a count");
    assert!((1..=101).contains(&count), "{count}");
    again.migrate::<Product>(Migrate::Additive).await.expect("no difference");
    // ids of rows that were removed do not come again there
    let last = create(&db, named("last", 1.0)).await.expect("a row");
    Product::repo(&db).delete(last.id).await.expect("the row");
    db.backup(folder.path().join("two.db")).await.expect("a copy");
    let two = Sqlite::open(folder.path().join("two.db")).await.expect("a database");
    assert_eq!(create(&two, named("next", 1.0)).await.expect("a row").id, last.id + 1);

    for nowhere in [folder.path().join("it.db"), folder.path().join("no/such.db")] {
        let refused = db.backup(&nowhere).await;
        assert!(matches!(refused, Err(CrudError::Store(_))), "{refused:?}");
    }
    assert_eq!(Product::repo(&db).count().await.expect("a count"), 101);
    let left = files(&folder).into_iter().filter(|name| name.starts_with('.')).count();
    assert_eq!(left, 0, "nothing half done is left");
    db.close().await;
    assert!(matches!(db.backup(&copy).await, Err(CrudError::Closed)));
}
