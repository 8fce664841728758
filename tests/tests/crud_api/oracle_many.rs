//! Random calls of which one does several things, on every store at once: batches, upserts, soft
//! removal, transactions. `Memory` says what is right.

use dunder::crud_api;
use dunder::crud_api::{
    Applied, Batch, CrudError, Memory, Migrate, Model, Resource, Store, Transaction, Value, Write,
    write,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::oracle::{Files, emptied, server};

/// Ids and tags are few, so that they meet.
#[crud_api(table = "boxes", soft_delete)]
#[derive(Clone, Debug, PartialEq)]
struct Crate {
    #[crud(id)]
    id: String,
    #[crud(unique, filter, sort)]
    tag: Option<String>,
    #[crud(filter, sort)]
    size: i64,
    #[crud(version)]
    version: i64,
}

const MODEL: &Model = Crate::MODEL;

#[derive(Clone, Debug)]
enum One {
    Create(NewCrate),
    Upsert(NewCrate),
    Update(String, NewCrate, Option<i64>),
    Patch(String, CratePatch, Option<i64>),
    Delete(String, Option<i64>),
    Restore(String),
    Read(String),
    List(bool),
}

#[derive(Clone, Debug)]
enum Call {
    One(One),
    Many(Vec<NewCrate>),
    Batch(Vec<One>, bool),
    Transaction(Vec<One>, bool),
}

fn id() -> impl Strategy<Value = String> {
    (0..6).prop_map(|n| format!("c{n}"))
}

fn tag() -> impl Strategy<Value = Option<String>> {
    prop::option::weighted(0.7, (0..4).prop_map(|n| format!("t{n}")))
}

fn new() -> impl Strategy<Value = NewCrate> {
    (id(), tag(), 0_i64..3).prop_map(|(id, tag, size)| NewCrate { id, tag, size })
}

fn one() -> BoxedStrategy<One> {
    let version = || prop::option::weighted(0.3, 1_i64..4);
    let patch = (prop::option::of(tag()), prop::option::of(0_i64..3))
        .prop_map(|(tag, size)| CratePatch { tag, size });
    prop_oneof![
        4 => new().prop_map(One::Create),
        3 => new().prop_map(One::Upsert),
        2 => (id(), new(), version()).prop_map(|(id, new, tag)| {
            One::Update(id.clone(), NewCrate { id, ..new }, tag)
        }),
        2 => (id(), patch, version()).prop_map(|(id, to, tag)| One::Patch(id, to, tag)),
        2 => (id(), version()).prop_map(|(id, tag)| One::Delete(id, tag)),
        1 => id().prop_map(One::Restore),
        1 => id().prop_map(One::Read),
        1 => any::<bool>().prop_map(One::List),
    ]
    .boxed()
}

fn call() -> BoxedStrategy<Call> {
    let some = || prop::collection::vec(one(), 1..5);
    prop_oneof![
        6 => one().prop_map(Call::One),
        1 => prop::collection::vec(new(), 0..4).prop_map(Call::Many),
        3 => (some(), any::<bool>()).prop_map(|(ones, is_partial)| Call::Batch(ones, is_partial)),
        2 => (some(), any::<bool>()).prop_map(|(ones, stays)| Call::Transaction(ones, stays)),
    ]
    .boxed()
}

/// What a caller sees of an answer; of several conflicts, a store names the first that it meets.
fn seen<T: std::fmt::Debug>(answer: Result<T, CrudError>) -> String {
    match answer {
        Err(CrudError::Store(cause)) => panic!("the store failed: {cause}"),
        Err(CrudError::Conflict { .. }) => "conflict".to_owned(),
        answer => format!("{answer:?}"),
    }
}

async fn act(db: &impl Store, one: One) -> String {
    let crates = Crate::repo(db);
    macro_rules! sent {
        ($call:expr, $version:expr) => {{
            let call = $call;
            seen(match $version {
                Some(version) => call.if_match(version).await,
                None => call.await,
            })
        }};
    }
    match one {
        One::Create(new) => seen(crates.create(new).await),
        One::Upsert(new) => seen(crates.upsert(new).await),
        One::Update(id, new, version) => sent!(crates.update(id, new), version),
        One::Patch(id, to, version) => sent!(crates.patch(id, to), version),
        One::Delete(id, version) => sent!(crates.delete(id), version),
        One::Restore(id) => seen(crates.restore(id).await),
        One::Read(id) => seen(crates.read(id).await),
        One::List(true) => {
            seen(crates.list().deleted().sort(Crate::SIZE.desc()).await.map(|it| it.items))
        }
        One::List(false) => {
            let count = seen(crates.count().await);
            count + &seen(crates.list().sort(Crate::TAG.asc()).await.map(|it| it.items))
        }
    }
}

/// The write of a batch that a call would be.
fn to_write(one: One) -> Option<Write> {
    let tags = |version: Option<i64>| version.map(|it| vec![crud_api::Tag::Version(it)]);
    let text = |tag: Option<String>| tag.map_or(Value::Null, Value::Text);
    let row = |new: NewCrate| Crate::new_row(new);
    match one {
        One::Create(new) => write::to_insert(MODEL, row(new)).ok(),
        One::Upsert(new) => write::to_upsert(MODEL, row(new)).ok(),
        One::Patch(id, to, version) => {
            let mut values = Vec::new();
            values.extend(to.tag.map(|tag| (1, text(tag))));
            values.extend(to.size.map(|size| (2, Value::Int(size))));
            write::to_patch(MODEL, Value::Text(id), values, tags(version)).ok()
        }
        One::Delete(id, version) => {
            Some(Write::Delete(Value::Text(id), crud_api::Removal::new(tags(version))))
        }
        _ => None,
    }
}

async fn run(db: &impl Store, call: Call) -> String {
    match call {
        Call::One(one) => act(db, one).await,
        Call::Many(new) => seen(Crate::repo(db).create_many(new).await),
        Call::Batch(ones, is_partial) => {
            let mut batch = Batch::new(ones.into_iter().filter_map(to_write).collect());
            batch.is_partial = is_partial;
            match db.batch(MODEL, batch).await.expect("an answer") {
                Applied::Done(done) => {
                    let row = |row: Option<crud_api::Row>| row.map(|row| row[..4].to_vec());
                    let done: Vec<_> = done.into_iter().map(|one| seen(one.map(row))).collect();
                    done.join(", ")
                }
                other => panic!("{other:?}"),
            }
        }
        Call::Transaction(ones, stays) => {
            let tx = db.begin().await.expect("a transaction");
            let mut all = String::new();
            for one in ones {
                all += &act(&tx, one).await;
            }
            if stays {
                tx.commit().await.expect("nobody is in the way");
            } else {
                tx.roll_back().await;
            }
            all
        }
    }
}

fn compare<S: Store>(cases: u32, open: impl AsyncFn() -> Vec<S>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let config = ProptestConfig { cases, failure_persistence: None, ..Default::default() };
    let calls = prop::collection::vec(call(), 1..40);
    let done = TestRunner::new(config).run(&calls, |calls| {
        runtime.block_on(async {
            let memory = Memory::new();
            let stores = open().await;
            memory.migrate_models(&[MODEL], Migrate::Additive).await.expect("the table");
            for store in &stores {
                store.migrate_models(&[MODEL], Migrate::Additive).await.expect("the table");
            }
            for call in calls {
                let expected = run(&memory, call.clone()).await;
                for store in &stores {
                    prop_assert_eq!(&run(store, call.clone()).await, &expected, "{:?}", &call);
                }
            }
            for is_deleted in [false, true] {
                let expected = act(&memory, One::List(is_deleted)).await;
                for store in &stores {
                    prop_assert_eq!(&act(store, One::List(is_deleted)).await, &expected);
                }
            }
            Ok(())
        })
    });
    if let Err(failure) = done {
        panic!("{failure}");
    }
}

#[test]
fn every_store_does_many_things_as_memory_does() {
    let files = Files::new();
    compare(60, async || files.open().await);
}

#[test]
fn postgres_does_many_things_as_memory_does() {
    let Some(server) = server("oracle_many") else { return };
    compare(30, async || emptied(&server).await);
}
