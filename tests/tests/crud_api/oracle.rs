//! Random calls on every store at once: `Memory` says what is right.

use dunder::crud_api;
use dunder::crud_api::query::{Filter, Op};
use dunder::crud_api::{
    CrudError, Memory, Migrate, Model, Order, Postgres, Query, Resource, Row, Sqlite, Store, Tag,
    Value, write,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Few values, so that they meet.
#[crud_api(table = "things", unique(name, kind))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Thing {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    name: Option<String>,
    #[crud(filter, sort)]
    kind: String,
    #[crud(filter, sort)]
    size: Option<i64>,
    #[crud(filter, sort)]
    ratio: f64,
    #[crud(filter, sort)]
    is_on: bool,
    #[crud(version)]
    version: i64,
}

#[derive(Clone, Debug)]
enum Call {
    Insert(Row),
    Replace(i64, Row, Option<i64>),
    Patch(i64, Vec<(usize, Value)>, Option<i64>),
    Delete(i64, Option<i64>),
    Get(i64),
    Walk(Vec<Filter>, Vec<(usize, Order)>, u32),
}

const MODEL: &Model = Thing::MODEL;

fn text() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["", "a", "A", "ab", "aB", "b%", "_", "\\", "é", "É", "\u{10ffff}"])
        .prop_map(|text| Value::Text(text.to_owned()))
}

/// A value that the column can hold.
fn value(column: usize) -> BoxedStrategy<Value> {
    match MODEL.columns[column].name {
        "name" => prop_oneof![1 => Just(Value::Null), 3 => text()].boxed(),
        "kind" => text().boxed(),
        "size" => prop_oneof![
            1 => Just(Value::Null),
            3 => prop::sample::select(vec![i64::MIN, -1, 0, 1, 2, i64::MAX]).prop_map(Value::Int)
        ]
        .boxed(),
        "ratio" => prop::sample::select(vec![-1e300, -1.5, -0.0, 0.0, 1e-300, 1.0, 1e300])
            .prop_map(Value::Float)
            .boxed(),
        "is_on" => any::<bool>().prop_map(Value::Bool).boxed(),
        _ => (0_i64..12).prop_map(Value::Int).boxed(),
    }
}

fn plain(column: usize) -> BoxedStrategy<Value> {
    value(column).prop_filter("a value", |value| !value.is_null()).boxed()
}

fn row() -> BoxedStrategy<Row> {
    (value(1), value(2), value(3), value(4), value(5))
        .prop_map(|(a, b, c, d, e)| vec![Value::Null, a, b, c, d, e, Value::Null])
        .boxed()
}

fn filter() -> BoxedStrategy<Filter> {
    let ops: Vec<Op> = Op::ALL.iter().map(|(_, op)| *op).collect();
    (0_usize..6, prop::sample::select(ops))
        .prop_flat_map(|(column, op)| {
            let column = if op.is_textual() { 1 + column % 2 } else { column };
            let op = if op == Op::Null && !MODEL.columns[column].nullable { Op::Ne } else { op };
            let values = match op {
                Op::Null => any::<bool>().prop_map(|it| vec![Value::Bool(it)]).boxed(),
                Op::In | Op::Nin => prop::collection::vec(plain(column), 0..4).boxed(),
                Op::Between => prop::collection::vec(plain(column), 2).boxed(),
                _ => prop::collection::vec(plain(column), 1).boxed(),
            };
            values.prop_map(move |values| Filter::new(column, op, values))
        })
        .boxed()
}

fn sort() -> BoxedStrategy<Vec<(usize, Order)>> {
    let order = prop_oneof![Just(Order::Asc), Just(Order::Desc)];
    prop::collection::vec((0_usize..6, order), 0..4)
        .prop_map(|mut sort: Vec<(usize, Order)>| {
            let mut seen = Vec::new();
            sort.retain(|(column, _)| {
                !seen.contains(column) && {
                    seen.push(*column);
                    true
                }
            });
            sort
        })
        .boxed()
}

fn call() -> BoxedStrategy<Call> {
    let id = || 1_i64..12;
    let version = || prop::option::weighted(0.4, 1_i64..4);
    let changes =
        prop::collection::btree_map(1_usize..6, Just(()), 0..3).prop_flat_map(|columns| {
            columns.into_keys().map(|it| (Just(it), value(it))).collect::<Vec<_>>()
        });
    prop_oneof![
        6 => row().prop_map(Call::Insert),
        2 => (id(), row(), version()).prop_map(|(id, row, tag)| Call::Replace(id, row, tag)),
        3 => (id(), changes, version()).prop_map(|(id, to, tag)| Call::Patch(id, to, tag)),
        1 => (id(), version()).prop_map(|(id, tag)| Call::Delete(id, tag)),
        1 => id().prop_map(Call::Get),
        4 => (prop::collection::vec(filter(), 0..3), sort(), 1_u32..5)
            .prop_map(|(filters, sort, limit)| Call::Walk(filters, sort, limit)),
    ]
    .boxed()
}

/// What a caller sees of an answer.
fn seen<T: std::fmt::Debug>(answer: Result<T, CrudError>) -> String {
    match answer {
        Err(CrudError::Store(cause)) => panic!("the store failed: {cause}"),
        answer => format!("{answer:?}"),
    }
}

async fn run(db: &impl Store, call: Call) -> String {
    let tags = |version: Option<i64>| version.map(|version| vec![Tag::Version(version)]);
    match call {
        Call::Insert(row) => seen(write::insert(db, MODEL, row).await),
        Call::Replace(id, row, tag) => {
            seen(write::replace(db, MODEL, Value::Int(id), row, tags(tag)).await)
        }
        Call::Patch(id, to, tag) => {
            seen(write::patch(db, MODEL, Value::Int(id), to, tags(tag)).await)
        }
        Call::Delete(id, tag) => seen(write::delete(db, MODEL, Value::Int(id), tags(tag)).await),
        Call::Get(id) => seen(db.get(MODEL, Value::Int(id)).await),
        Call::Walk(filters, sort, limit) => {
            let counted = db.count(MODEL, filters.clone()).await;
            let query = Query { filters, sort, ..Query::new(limit) };
            let walked = walk(db, query.clone()).await;
            let whole = db.list(MODEL, Query { limit: 1000, ..query }).await.expect("a list");
            assert_eq!(walked, whole, "a walk has every row once");
            assert_eq!(counted.expect("a count"), whole.len() as u64);
            format!("{whole:?}")
        }
    }
}

/// All pages, one after the other.
async fn walk(db: &impl Store, mut query: Query) -> Vec<Row> {
    let mut rows = Vec::new();
    loop {
        let (page, next) = write::page(db, MODEL, query.clone()).await.expect("a page");
        rows.extend(page);
        let Some(next) = next else { return rows };
        let after = crud_api::cursor::decode(MODEL, &query, next.as_str());
        query.after = Some(after.expect("its own cursor"));
    }
}

/// Runs the same calls on `Memory` and on the stores that `open` makes, which are new each time.
fn compare<S: Store>(cases: u32, open: impl AsyncFn() -> Vec<S>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let config = ProptestConfig { cases, failure_persistence: None, ..Default::default() };
    let calls = prop::collection::vec(call(), 1..60);
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
            Ok(())
        })
    });
    if let Err(failure) = done {
        panic!("{failure}");
    }
}

/// A database in a file and one in memory, others each time.
pub(crate) struct Files {
    folder: tempfile::TempDir,
    count: std::cell::Cell<u32>,
}

impl Files {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), count: 0.into() }
    }

    pub(crate) async fn open(&self) -> Vec<Sqlite> {
        self.count.set(self.count.get() + 1);
        let file = self.folder.path().join(format!("{}.db", self.count.get()));
        let file = Sqlite::open(file).await.expect("a database");
        vec![file, Sqlite::open(":memory:").await.expect("a database")]
    }
}

/// The server of the tests, outside of a runtime.
pub(crate) fn server(test: &str) -> Option<crate::server::Server> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(crate::postgres::server(test))
}

/// An empty database there.
pub(crate) async fn emptied(server: &crate::server::Server) -> Vec<Postgres> {
    server.empty().await;
    vec![server.connect().await.expect("a database")]
}

#[test]
fn every_store_answers_as_memory_does() {
    let files = Files::new();
    compare(60, async || files.open().await);
}

#[test]
fn postgres_answers_as_memory_does() {
    let Some(server) = server("oracle") else { return };
    compare(30, async || emptied(&server).await);
}
