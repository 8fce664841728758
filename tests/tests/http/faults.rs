//! A store that fails, or does not answer: what clients are told, and what they are not.

use std::future::{Future, pending};

use axum::body::Body;
use axum::http::request::Parts;
use dunder::crud_api::query::{Filter, Query};
use dunder::crud_api::{
    Api, Applied, Batch, Change, CrudError, Denied, Guard, Memory, Migrate, Model, Op, Public,
    Removal, Resource, Row, Sqlite, Store, Transaction, Value,
};
use dunder::validated::Errors;
use dunder::{crud_api, validated};
use serde_json::json;

use super::client::{Answer, Client};
use super::lamp;
use super::resources::Product;

/// How the store is broken.
#[derive(Clone, Copy)]
enum Broken {
    Busy,
    Timeout,
    Full,
    Closed,
    Unknown,
    ForeignKey,
    Failed,
    Silent,
}

impl Broken {
    async fn answer<T>(self) -> Result<T, CrudError> {
        Err(match self {
            Self::Busy => CrudError::Busy,
            Self::Timeout => CrudError::Timeout,
            Self::Full => CrudError::Full,
            Self::Closed => CrudError::Closed,
            Self::Unknown => CrudError::Unknown,
            Self::ForeignKey => CrudError::ForeignKey,
            Self::Failed => CrudError::Store("no such column in SELECT secret FROM t".into()),
            Self::Silent => pending().await,
        })
    }
}

impl Transaction for Broken {
    fn commit(self) -> impl Future<Output = Result<(), CrudError>> + Send {
        self.answer()
    }

    async fn roll_back(self) {}
}

impl Store for Broken {
    type Tx = Self;

    fn batch(
        &self,
        _: &'static Model,
        _: Batch,
    ) -> impl Future<Output = Result<Applied, CrudError>> + Send {
        self.answer()
    }

    fn begin(&self) -> impl Future<Output = Result<Self, CrudError>> + Send {
        self.answer()
    }

    fn migrate_models(
        &self,
        _: &[&'static Model],
        _: Migrate,
    ) -> impl Future<Output = Result<(), CrudError>> + Send {
        self.answer()
    }

    fn get(
        &self,
        _: &'static Model,
        _: Value,
    ) -> impl Future<Output = Result<Option<Row>, CrudError>> + Send {
        self.answer()
    }

    fn list(
        &self,
        _: &'static Model,
        _: Query,
    ) -> impl Future<Output = Result<Vec<Row>, CrudError>> + Send {
        self.answer()
    }

    fn count(
        &self,
        _: &'static Model,
        _: Vec<Filter>,
    ) -> impl Future<Output = Result<u64, CrudError>> + Send {
        self.answer()
    }

    fn insert(
        &self,
        _: &'static Model,
        _: Row,
    ) -> impl Future<Output = Result<Row, CrudError>> + Send {
        self.answer()
    }

    fn update(
        &self,
        _: &'static Model,
        _: Value,
        _: Change,
    ) -> impl Future<Output = Result<Row, CrudError>> + Send {
        self.answer()
    }

    fn delete(
        &self,
        _: &'static Model,
        _: Value,
        _: Removal,
    ) -> impl Future<Output = Result<(), CrudError>> + Send {
        self.answer()
    }
}

/// The answers to a read, a list, and the four writes.
async fn answers(broken: Broken) -> (Vec<Answer>, Vec<Answer>) {
    let client = Client(Api::new(&broken).guard(Public).mount::<Product>().router());
    let reads = vec![client.get("/products/1").await, client.get("/products").await];
    let writes = vec![
        client.post("/products", &lamp()).await,
        client.json("PUT", "/products/1", lamp().to_string()).await,
        client.json("PATCH", "/products/1", "{\"price\":2}").await,
        client.delete("/products/1").await,
    ];
    (reads, writes)
}

#[tokio::test]
async fn a_store_that_wrote_nothing_may_be_asked_again() {
    for (broken, kind) in
        [(Broken::Busy, "busy"), (Broken::Timeout, "timeout"), (Broken::Closed, "closed")]
    {
        let (reads, writes) = answers(broken).await;
        for answer in reads.iter().chain(&writes) {
            answer.problem(503, kind);
            assert_eq!(answer.header("retry-after"), "1");
        }
    }
}

#[tokio::test]
async fn a_write_in_doubt_is_not_to_be_tried_again_blindly() {
    let (_, writes) = answers(Broken::Unknown).await;
    for answer in &writes {
        answer.problem(503, "unknown");
        assert_eq!(answer.header("retry-after"), "");
    }
}

#[tokio::test]
async fn the_cause_of_a_failure_is_for_the_log_only() {
    let (reads, writes) = answers(Broken::Failed).await;
    for answer in reads.iter().chain(&writes) {
        // `problem` looks for SQL in every answer.
        let problem = answer.problem(500, "internal");
        assert!(!problem.to_string().contains("secret"));
    }
    let (_, writes) = answers(Broken::Full).await;
    for answer in &writes {
        answer.problem(507, "full");
    }
    let (_, writes) = answers(Broken::ForeignKey).await;
    writes[3].problem(409, "foreign-key");
}

/// Something with rules that panic.
#[crud_api(path = "/traps", table = "traps")]
#[validated(check(trap_of_all))]
#[derive(Clone, Debug, PartialEq)]
struct Trap {
    #[crud(id)]
    id: i64,
    #[validate(with = trap)]
    name: String,
    #[crud(version)]
    version: i64,
}

fn trap(name: &str) -> bool {
    assert_ne!(name, "trap", "secret rule");
    true
}

fn trap_of_all(trap: &Trap, _: &mut Errors<'_>) {
    assert!(trap.name != "late" || trap.version < 2, "secret rule");
}

/// A guard with a hole.
#[derive(Clone)]
struct Panics;

impl Guard for Panics {
    type Principal = ();

    async fn check(&self, request: &Parts, _: Op) -> Result<(), Denied> {
        assert!(!request.headers.contains_key("x-panic"), "secret guard");
        Ok(())
    }
}

async fn a_panic_is_a_problem(db: &impl Store) {
    db.migrate_models(&[Trap::MODEL], Migrate::Additive).await.unwrap();
    let client = Client(Api::new(db).guard(Panics).mount::<Trap>().router());
    let post = |name: &str| json!({ "name": name });
    assert_eq!(client.post("/traps", &post("good")).await.status, 201);
    let failed = [
        client.post("/traps", &post("trap")).await,
        client.json("PUT", "/traps/1", post("trap").to_string()).await,
        client.json("PATCH", "/traps/1", post("late").to_string()).await,
        client.send("GET", "/traps/1", &[("x-panic", "1")], Body::empty()).await,
    ];
    for answer in failed {
        assert!(!answer.problem(500, "internal").to_string().contains("secret"));
    }
    // nobody else is harmed
    client.json("PATCH", "/traps/1", post("better").to_string()).await;
    assert_eq!(client.get("/traps/1").await.json()["name"], "better");
}

#[tokio::test]
async fn a_panic_is_a_problem_in_every_store() {
    a_panic_is_a_problem(&Memory::new()).await;
    let folder = tempfile::tempdir().unwrap();
    a_panic_is_a_problem(&Sqlite::open(folder.path().join("test.db")).await.unwrap()).await;
    let Some(server) = crate::server::server("panics").await else { return };
    a_panic_is_a_problem(&server.connect().await.unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_takes_ten_seconds_at_most() {
    let begun = tokio::time::Instant::now();
    let (reads, writes) = answers(Broken::Silent).await;
    for answer in &reads {
        answer.problem(503, "timeout");
    }
    for answer in &writes {
        answer.problem(503, "unknown");
    }
    let seconds = begun.elapsed().as_secs();
    assert_eq!(seconds, 60, "ten for each of six");
}
