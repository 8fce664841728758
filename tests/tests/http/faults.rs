//! A store that fails, or does not answer: what clients are told, and what they are not.

use std::future::{Future, pending};

use dunder::crud_api::query::{Filter, Query};
use dunder::crud_api::{Api, Change, CrudError, Migrate, Model, Public, Row, Store, Tag, Value};

use super::client::{Answer, Client};
use super::lamp;
use super::resources::Product;

/// How the store is broken.
#[derive(Clone, Copy)]
enum Broken {
    Busy,
    Timeout,
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
            Self::Closed => CrudError::Closed,
            Self::Unknown => CrudError::Unknown,
            Self::ForeignKey => CrudError::ForeignKey,
            Self::Failed => CrudError::Store("no such column in SELECT secret FROM t".into()),
            Self::Silent => pending().await,
        })
    }
}

impl Store for Broken {
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
        _: Option<Vec<Tag>>,
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
    let (_, writes) = answers(Broken::ForeignKey).await;
    writes[3].problem(409, "foreign-key");
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
