//! Hooks and histories over HTTP.

use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use dunder::crud_api;
use dunder::crud_api::{Api, Denied, Filter, Guard, Hooks, Memory, Op, Public, Refused, Who};
use serde_json::json;
use tokio::sync::Semaphore;

use super::client::Client;

/// What somebody wrote.
#[crud_api(path = "/letters", table = "letters", audit, hooks = Post, scope = own)]
#[derive(Clone, Debug, PartialEq)]
struct Letter {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    owner: String,
    text: String,
    #[crud(version)]
    version: i64,
}

fn own(who: &User) -> Filter<Letter> {
    Letter::OWNER.eq(&who.0)
}

#[derive(Default)]
struct Post;

impl Hooks<Letter> for Post {
    async fn before_create(&self, new: &mut Letter, who: &Who) -> Result<(), Refused> {
        let user = who.principal::<User>().map(|user| user.0.clone());
        if new.text == "spam" {
            return Err(Refused::new("spam", "is not sent").at("text"));
        }
        if new.text == "secret" {
            return Err(Refused::new("secret", "is not for you").forbidden());
        }
        new.owner = user.unwrap_or_default();
        Ok(())
    }

    async fn before_delete(&self, letter: &Letter, _: &Who) -> Result<(), Refused> {
        if letter.text == "read" {
            return Ok(());
        }
        Err(Refused::new("kept", "letters are kept"))
    }
}

#[derive(Clone)]
struct Signed;
struct User(String);

impl Guard for Signed {
    type Principal = User;

    async fn check(&self, request: &Parts, op: Op) -> Result<User, Denied> {
        let name = request.headers.get("x-user").and_then(|name| name.to_str().ok());
        if op == Op::History && name == Some("bob") {
            return Err(Denied::Forbidden);
        }
        name.map(|name| User(name.to_owned())).ok_or(Denied::Unauthorized)
    }

    fn name(&self, who: &User) -> Option<String> {
        Some(who.0.clone())
    }
}

async fn send(
    client: &Client,
    user: &str,
    method: &str,
    path: &str,
    body: serde_json::Value,
) -> super::client::Answer {
    let headers = [("x-user", user), ("content-type", "application/json")];
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    client.send(method, path, &headers, body).await
}

#[tokio::test]
async fn hooks_know_who_asks_and_refuse_with_problems() {
    let client = Client(Api::new(&Memory::new()).guard(Signed).mount::<Letter>().router());
    let letter = |text: &str| json!({ "owner": "ann", "text": text });
    let made = send(&client, "ann", "POST", "/letters", letter("hi")).await;
    assert_eq!((made.status.as_u16(), &made.json()["owner"]), (201, &json!("ann")));
    let spam = send(&client, "ann", "POST", "/letters", letter("spam")).await;
    assert_eq!(spam.problem(422, "invalid")["errors"][0]["pointer"], "/text");
    let secret = send(&client, "ann", "POST", "/letters", letter("secret")).await;
    assert_eq!(secret.status, 403);
    let kept = send(&client, "ann", "DELETE", "/letters/1", json!(null)).await;
    assert_eq!(kept.problem(409, "refused")["errors"][0]["code"], "kept");
    let all = json!({ "create": [letter("a"), letter("spam")], "delete": [1] });
    let bulk = send(&client, "ann", "POST", "/letters/bulk", all.clone()).await;
    assert_eq!(bulk.problem(422, "invalid")["errors"][0]["pointer"], "/create/1/text");
    let bulk = send(&client, "ann", "POST", "/letters/bulk?partial=true", all).await;
    let results = bulk.json();
    let statuses: Vec<_> =
        (0..3).map(|i| results["results"][i]["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 422, 409]);
}

#[tokio::test]
async fn a_history_is_read_by_whom_the_row_is_there_for() {
    let client = Client(
        Api::new(&Memory::new()).guard(Signed).mount::<Letter>().openapi("/openapi.json").router(),
    );
    let letter = |text: &str| json!({ "owner": "ann", "text": text });
    send(&client, "ann", "POST", "/letters", letter("hi")).await;
    let patched = send(&client, "ann", "PATCH", "/letters/1", json!({ "text": "ho" })).await;
    assert_eq!(patched.status, 200);
    let history = send(&client, "ann", "GET", "/letters/1/history?limit=1", json!(null)).await;
    assert_eq!(history.status, 200);
    let page = history.json();
    assert_eq!(page["items"][0]["by"], "ann");
    assert_eq!(page["items"][0]["op"], "update");
    assert_eq!(page["items"][0]["changes"]["text"], json!({ "from": "hi", "to": "ho" }));
    let next = page["next"].as_str().unwrap();
    assert!(history.header("link").contains("rel=\"next\""));
    let path = format!("/letters/1/history?limit=1&cursor={next}");
    let rest = send(&client, "ann", "GET", &path, json!(null)).await.json();
    assert_eq!((&rest["items"][0]["op"], &rest["next"]), (&json!("create"), &json!(null)));
    for (user, path, status) in [
        ("eve", "/letters/1/history", 404),
        ("bob", "/letters/1/history", 403),
        ("ann", "/letters/9/history", 404),
        ("ann", "/letters/x/history", 400),
        ("ann", "/letters/1/history?sort=id", 400),
        ("ann", "/letters/1/history?cursor=x", 400),
    ] {
        assert_eq!(send(&client, user, "GET", path, json!(null)).await.status, status, "{path}");
    }
    assert_eq!(send(&client, "ann", "POST", "/letters/1/history", json!({})).await.status, 405);
    let document = client.get("/openapi.json").await.json();
    assert!(document["paths"]["/letters/{id}/history"]["get"].is_object());
    send(&client, "ann", "PATCH", "/letters/1", json!({ "text": "read" })).await;
    assert_eq!(send(&client, "ann", "DELETE", "/letters/1", json!(null)).await.status, 204);
    assert_eq!(send(&client, "ann", "GET", "/letters/1/history", json!(null)).await.status, 404);
    // nobody can say whose a row was that is gone, so who sees some rows only does not ask
    let gone = send(&client, "ann", "GET", "/letters/history?row=1", json!(null)).await;
    assert_eq!(gone.status, 400, "it is no path of its own");
}

/// A bill; everybody who may read bills sees all.
#[crud_api(path = "/bills", table = "bills", audit)]
#[derive(Clone, Debug, PartialEq)]
struct Bill {
    #[crud(id)]
    key: String,
    cents: i64,
}

#[tokio::test]
async fn the_history_of_a_row_that_is_gone_is_read_beside_the_rows() {
    let api = Api::new(&Memory::new()).guard(Signed).mount::<Bill>().openapi("/openapi.json");
    let client = Client(api.router());
    let bill = json!({ "key": "a b", "cents": 3 });
    assert_eq!(send(&client, "ann", "POST", "/bills", bill).await.status, 201);
    assert_eq!(send(&client, "ann", "DELETE", "/bills/a%20b", json!(null)).await.status, 204);
    assert_eq!(send(&client, "ann", "GET", "/bills/a%20b/history", json!(null)).await.status, 404);
    let path = "/bills/history?row=a%20b&limit=1";
    let page = send(&client, "ann", "GET", path, json!(null)).await.json();
    assert_eq!(
        (&page["items"][0]["op"], &page["items"][0]["by"]),
        (&json!("delete"), &json!("ann"))
    );
    let next = format!("{path}&cursor={}", page["next"].as_str().unwrap());
    let rest = send(&client, "ann", "GET", &next, json!(null)).await.json();
    assert_eq!((&rest["items"][0]["op"], &rest["next"]), (&json!("create"), &json!(null)));
    for (user, path, status) in [
        ("ann", "/bills/history?row=other", 200),
        ("ann", "/bills/history", 400),
        ("ann", "/bills/history?row=a&row=b", 400),
        ("ann", "/bills/history?row=a&sort=id", 400),
        ("bob", "/bills/history?row=a%20b", 403),
    ] {
        assert_eq!(send(&client, user, "GET", path, json!(null)).await.status, status, "{path}");
    }
    let own = json!({ "key": "history", "cents": 1 });
    let refused = send(&client, "ann", "POST", "/bills", own).await;
    assert_eq!(refused.problem(422, "invalid")["errors"][0]["code"], "reserved");
    let document = client.get("/openapi.json").await.json();
    assert!(document["paths"]["/bills/history"]["get"].is_object());
}

/// A hook that counts how often it is asked.
#[crud_api(path = "/orders", table = "orders", hooks = Stock)]
#[derive(Clone, Debug, PartialEq)]
struct Order {
    #[crud(id)]
    id: i64,
    pieces: i64,
}

#[derive(Default)]
struct Stock;

static LEFT: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(3);

impl Hooks<Order> for Stock {
    async fn before_create(&self, new: &mut Order, _: &Who) -> Result<(), Refused> {
        let left = LEFT.load(std::sync::atomic::Ordering::SeqCst);
        if new.pieces <= left { Ok(()) } else { Err(Refused::new("stock", "is sold out")) }
    }

    async fn after_create(&self, new: &Order, _: &Who) {
        LEFT.fetch_sub(new.pieces, std::sync::atomic::Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_replay_asks_no_hook() {
    let client = Client(Api::new(&Memory::new()).guard(Public).mount::<Order>().router());
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    for _ in 0..3 {
        let answer = client.send("POST", "/orders", &headers, r#"{"pieces":2}"#).await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.json()["id"], 1);
    }
    let sold = client.json("POST", "/orders", r#"{"pieces":2}"#).await;
    assert_eq!(sold.problem(409, "refused")["errors"][0]["code"], "stock");
}

/// What is told slowly.
#[crud_api(path = "/bells", table = "bells", hooks = Ringer)]
#[derive(Clone, Debug, PartialEq)]
struct Bell {
    #[crud(id)]
    id: i64,
    name: String,
}

/// Told of a bell; may go on; has gone on.
static HEARD: Semaphore = Semaphore::const_new(0);
static GATE: Semaphore = Semaphore::const_new(0);
static TOLD: Semaphore = Semaphore::const_new(0);

#[derive(Default)]
struct Ringer;

impl Hooks<Bell> for Ringer {
    async fn after_create(&self, _: &Bell, _: &Who) {
        HEARD.add_permits(1);
        GATE.acquire().await.unwrap().forget();
        TOLD.add_permits(1);
    }
}

/// Asks, and leaves while the hook is told.
async fn leave(asked: impl Future) {
    tokio::select! {
        biased;
        _ = asked => panic!("the hook waits"),
        heard = HEARD.acquire() => heard.unwrap().forget(),
    }
}

#[tokio::test]
async fn a_hook_is_told_of_a_row_whose_writer_left() {
    let db = Memory::new();
    let client = Client(Api::new(&db).guard(Public).mount::<Bell>().router());
    leave(client.post("/bells", &json!({ "name": "big" }))).await;
    let bells = Bell::repo(&db);
    leave(bells.create(NewBell { name: "small".into() }).into_future()).await;
    // what is undone is told to nobody
    let undone =
        db.transaction(async |tx| Bell::repo(&tx).create(NewBell { name: "none".into() }).await);
    leave(undone).await;
    GATE.add_permits(3);
    let told = tokio::time::timeout(Duration::from_secs(10), TOLD.acquire_many(2)).await;
    told.expect("both are told").unwrap().forget();
    assert_eq!(bells.count().await.unwrap(), 2);
    assert_eq!(TOLD.available_permits(), 0);
}
