//! Clients that leave, queues that are full, queries without an end, functions of the user's that
//! panic.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::Response;
use dunder::crud_api;
use dunder::crud_api::{
    Api, CrudError, Denied, Filter, Guard, Migrate, Op, Postgres, Public, Sqlite, Store,
    Transaction,
};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::client::{Client, sqlite};
use super::lamp;
use super::resources::{NewLabel, Product};

#[tokio::test]
async fn a_full_queue_is_503_with_a_time_to_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path()).await;
    let client = super::client::open(&db);
    let labels = super::resources::Label::repo(&db);
    let held = db.begin().await.unwrap();
    let mut waiting: Vec<_> = (0..4096)
        .map(|i| labels.create(NewLabel { key: i.to_string(), text: None }).into_future())
        .collect();
    for call in &mut waiting {
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending));
    }
    for answer in [
        client.post("/products", &lamp()).await,
        client.json("PATCH", "/products/1", "{\"price\":2}").await,
        client.delete("/products/1").await,
    ] {
        // a change with rules across fields looks for the row first
        if answer.status != 404 {
            answer.problem(503, "busy");
            assert_eq!(answer.header("retry-after"), "1");
        }
    }
    // who reads does not mind
    assert_eq!(client.get("/products").await.json()["items"], json!([]));
    held.roll_back().await;
    for call in waiting {
        call.await.unwrap();
    }
    assert_eq!(client.post("/products", &lamp()).await.status, 201);
}

/// Says when it is dropped.
struct Gone(UnboundedSender<()>);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

/// A server with a port; it says when it begins with a request, and when it is done with it.
async fn serve(db: &impl Store) -> (SocketAddr, UnboundedReceiver<()>, UnboundedReceiver<()>) {
    let (begins, begun) = unbounded_channel();
    let (ends, ended) = unbounded_channel();
    let tell = move |request: Request, next: Next| {
        let (begins, gone) = (begins.clone(), Gone(ends.clone()));
        async move {
            let _gone = gone;
            let _ = begins.send(());
            next.run(request).await as Response
        }
    };
    let router = Api::new(db).guard(Public).mount::<Product>().router();
    let router = router.layer(middleware::from_fn(tell));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, begun, ended)
}

fn post(body: &str, length: usize) -> String {
    format!(
        "POST /products HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_has_written_nothing_or_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path()).await;
    let (address, mut begun, mut ended) = serve(&db).await;
    let products = Product::repo(&db);
    // while its write waits: it is called off
    let held = db.begin().await.unwrap();
    let body = lamp().to_string();
    for _ in 0..20 {
        let mut left = TcpStream::connect(address).unwrap();
        left.write_all(post(&body, body.len()).as_bytes()).unwrap();
        begun.recv().await.unwrap();
        drop(left);
        ended.recv().await.unwrap();
    }
    held.roll_back().await;
    assert_eq!(products.count().await.unwrap(), 0);
    // in the middle of its body
    let mut left = TcpStream::connect(address).unwrap();
    left.write_all(post(&body[..body.len() / 2], body.len()).as_bytes()).unwrap();
    begun.recv().await.unwrap();
    drop(left);
    ended.recv().await.unwrap();
    assert_eq!(products.count().await.unwrap(), 0);
    // whenever: a row is whole, or not there
    for i in 0..50 {
        let body = json!({ "sku": i.to_string(), "name": "x", "price": 1 }).to_string();
        let mut left = TcpStream::connect(address).unwrap();
        left.write_all(post(&body, body.len()).as_bytes()).unwrap();
        if i % 2 == 0 {
            begun.recv().await.unwrap();
        }
        drop(left);
        if i % 2 == 1 {
            // it may never have been heard
            tokio::task::yield_now().await;
        }
    }
    // the server is as it was
    let body = json!({ "sku": "last", "name": "x", "price": 1 }).to_string();
    let mut stays = TcpStream::connect(address).unwrap();
    stays.write_all(post(&body, body.len()).as_bytes()).unwrap();
    let mut answer = [0; 12];
    stays.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 201");
    let found = products.list().limit(100).await.unwrap().items;
    assert!((1..=51).contains(&found.len()), "{}", found.len());
    assert!(found.iter().all(|row| row.name() == "x" && row.version() == 1));
}

/// Something to search in.
#[crud_api(path = "/pages", table = "pages")]
#[derive(Clone, Debug, PartialEq)]
struct Text {
    #[crud(id)]
    id: i64,
    #[crud(filter, search)]
    text: String,
}

/// Searches that would take long are given up in time, and their connections are free again.
async fn is_interrupted(db: &impl Store) {
    const TIME: Duration = Duration::from_millis(250);
    let api = |time| Client(Api::new(db).guard(Public).timeout(time).mount::<Text>().router());
    let client = api(TIME);
    let words: Vec<_> = (0..20).map(|i| format!("text[like]=%25x{i}%25y%25")).collect();
    let slow = format!("/pages?or=({})&count=exact", words.join(","));
    let begun = Instant::now();
    let all: Vec<_> = (0..24)
        .map(|_| {
            let (client, slow) = (client.clone(), slow.clone());
            tokio::spawn(async move { client.get(&slow).await })
        })
        .collect();
    let mut refused = 0;
    for answer in all {
        let answer = answer.await.unwrap();
        if answer.status == 503 {
            refused += 1;
        } else {
            assert_eq!(answer.status, 200);
        }
    }
    let spent = begun.elapsed();
    assert!(refused > 0, "none took long: {spent:?}");
    // they did not go on behind the clients' backs
    let patient = api(Duration::from_secs(60));
    assert_eq!(patient.get("/pages?limit=1").await.status, 200);
    assert_eq!(patient.post("/pages", &json!({ "text": "new" })).await.status, 201);
    let after = begun.elapsed();
    assert!(after < spent + Duration::from_secs(5), "{spent:?}, then {after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_query_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let db = Sqlite::open(folder.path().join("test.db")).await.unwrap();
    db.migrate::<(Text,)>(Migrate::Additive).await.unwrap();
    let other = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    let many = "INSERT INTO pages(text) WITH RECURSIVE n(i) AS \
                (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) \
                SELECT 'x' || i || ' xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' FROM n";
    other.execute_batch(many).unwrap();
    is_interrupted(&db).await;
    let Some(server) = crate::server::server("slow").await else { return };
    let db: Postgres = server.connect().await.unwrap();
    db.migrate::<(Text,)>(Migrate::Additive).await.unwrap();
    let many = "INSERT INTO pages(text) SELECT 'x' || i || repeat('x', 50) \
                FROM generate_series(1, 200000) AS i";
    server.sql(many).await;
    is_interrupted(&db).await;
}

/// Something whose scope has a mistake.
#[crud_api(path = "/holes", table = "holes", scope = holes_of)]
#[derive(Clone, Debug, PartialEq)]
struct Hole {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    owner: String,
}

fn holes_of(who: &String) -> Filter<Hole> {
    assert_ne!(who, "mallory", "secret scope");
    Hole::OWNER.eq(who)
}

#[derive(Clone)]
struct Named;

impl Guard for Named {
    type Principal = String;

    async fn check(&self, request: &Parts, _: Op) -> Result<String, Denied> {
        let name = request.headers.get("authorization").and_then(|it| it.to_str().ok());
        name.map(str::to_owned).ok_or(Denied::Unauthorized)
    }
}

#[tokio::test]
async fn a_scope_that_panics_is_a_problem_and_shows_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path()).await;
    db.migrate::<(Hole,)>(Migrate::Additive).await.unwrap();
    let client = Client(Api::new(&db).guard(Named).mount::<Hole>().router());
    let send = async |who: &str, method: &str, path: &str| {
        let more = [("authorization", who), ("content-type", "application/json")];
        let body = json!({ "owner": "ann" }).to_string();
        let body = if method == "GET" { Body::empty() } else { Body::from(body) };
        client.send(method, path, &more, body).await
    };
    assert_eq!(send("ann", "POST", "/holes").await.status, 201);
    for (method, path) in [
        ("GET", "/holes"),
        ("GET", "/holes/1"),
        ("GET", "/holes/export"),
        ("POST", "/holes"),
        ("PUT", "/holes/1"),
        ("PATCH", "/holes/1"),
        ("DELETE", "/holes/1"),
    ] {
        let failed = send("mallory", method, path).await;
        assert!(!failed.problem(500, "internal").to_string().contains("secret"));
    }
    assert_eq!(send("ann", "GET", "/holes").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_closed_store_is_503() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path()).await;
    let client = super::client::open(&db);
    db.close().await;
    client.get("/products").await.problem(503, "closed");
    client.post("/products", &lamp()).await.problem(503, "closed");
    assert!(matches!(db.begin().await, Err(CrudError::Closed)));
}
