//! Moving up: the shop's answers over one store, and over another that took its rows.

#[path = "../../../examples/src/bin/shop/catalog.rs"]
mod catalog;

use axum::body::Body;
use catalog::{Customer, Product};
use dunder::crud_api::{Api, Memory, Migrate, Public, Sqlite, Store};
use serde_json::{Value, json};

use super::client::{Answer, Client};

type Shop = (Product, Customer);

fn shop(db: &impl Store) -> Client {
    let api = Api::new(db).guard(Public).mount::<Product>().mount::<Customer>();
    Client(api.openapi("/openapi.json").not_found().router())
}

fn product(n: usize) -> Value {
    let description = [None, Some("\"quoted\" and äöü 😀"), Some("")][n % 3];
    #[allow(clippy::cast_precision_loss, reason = "small")]
    let price = 0.1 + n as f64 / 3.0;
    json!({
        "sku": format!("S-{n:04}"),
        "name": format!("{} {n}", ["Tea", "tea", "Ärmel", "Zebra"][n % 4]),
        "price": price,
        "quantity": n % 7,
        "description": description,
    })
}

/// A shop that was used for a while: rows were changed, and some are gone, the last one too.
async fn use_it(client: &Client) {
    for n in 1..=120 {
        assert_eq!(client.post("/products", &product(n)).await.status, 201);
    }
    for n in (5..=120).step_by(5) {
        let price = json!({ "price": n }).to_string();
        assert_eq!(client.json("PATCH", &format!("/products/{n}"), price).await.status, 200);
    }
    for n in [7, 30, 120] {
        assert_eq!(client.delete(&format!("/products/{n}")).await.status, 204);
    }
    let ann = json!({ "name": "Ann", "email": "ann@example.org", "tier": "gold" });
    assert_eq!(client.post("/customers", &ann).await.status, 201);
}

/// What is asked of both, of every kind of request that a client has.
fn questions() -> Vec<String> {
    let mut asked = vec![
        "/openapi.json".to_owned(),
        "/customers".to_owned(),
        "/products/export".to_owned(),
        "/products/export?format=csv&sort=-price".to_owned(),
        "/products/999".to_owned(),
        "/products/x".to_owned(),
        "/products/7/history".to_owned(),
        "/products?cursor=x".to_owned(),
        "/products?colour=red".to_owned(),
        "/nothing".to_owned(),
    ];
    asked.extend((1..=121).map(|n| format!("/products/{n}")));
    asked.extend([5, 7, 30, 120].map(|n| format!("/products/history?row={n}")));
    for sort in ["", "sort=name", "sort=-name", "sort=-price,name", "sort=quantity,-sku"] {
        for filter in [
            "",
            "price[ge]=10&price[lt]=30",
            "name[prefix]=tea",
            "name[ilike]=TEA",
            "quantity[in]=1,3,5",
            "or=(price[lt]=3,name[prefix]=Z)",
            "q=te",
            "sku[between]=S-0010,S-0020",
        ] {
            asked.push(format!("/products?limit=50&count=exact&{sort}&{filter}"));
            asked.push(format!("/products?limit=7&fields=sku,price&{filter}&{sort}"));
        }
    }
    asked
}

/// An answer without what every answer has of its own.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let own = ["date", "x-request-id"];
    let headers = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap().to_owned())
    };
    let body = match serde_json::from_slice::<Value>(&answer.body) {
        Ok(mut json) => {
            if let Some(problem) = json.as_object_mut() {
                problem.remove("request_id");
            }
            json.to_string()
        }
        Err(_) => String::from_utf8(answer.body.clone()).unwrap(),
    };
    (answer.status.as_u16(), headers.map(text).collect(), body)
}

/// Both answer alike, page after page, and go on alike where rows are written.
async fn are_alike(one: &Client, other: &Client) {
    for question in questions() {
        let mut path = question;
        loop {
            let (ours, theirs) = (one.get(&path).await, other.get(&path).await);
            assert_eq!(told(&ours), told(&theirs), "{path}");
            // a cursor of one goes on in the other
            let Some(link) = ours.headers.get("link") else { break };
            let link = link.to_str().unwrap();
            link.split(['<', '>']).nth(1).unwrap().clone_into(&mut path);
        }
    }
    let without_times = |answer: Answer| {
        let mut json = answer.json();
        for time in ["created_at", "updated_at"] {
            assert!(json[time].take().is_string());
        }
        (answer.status, answer.headers.get("etag").cloned(), json)
    };
    let new = product(500).to_string();
    let made = (one.json("POST", "/products", new.clone()), other.json("POST", "/products", new));
    let (ours, theirs) = (without_times(made.0.await), without_times(made.1.await));
    assert_eq!(ours, theirs);
    assert_eq!(ours.2["id"], 121, "no id is given out twice, also that of a row that is gone");
    let again = product(1).to_string();
    let (ours, theirs) =
        (one.json("POST", "/products", again.clone()), other.json("POST", "/products", again));
    assert_eq!(told(&ours.await), told(&theirs.await), "it is taken in both");
    let stale = [("if-match", "\"v1\""), ("content-type", "application/json")];
    let patch = r#"{"price":1}"#;
    let ours = one.send("PATCH", "/products/5", &stale, Body::from(patch)).await;
    let theirs = other.send("PATCH", "/products/5", &stale, Body::from(patch)).await;
    assert_eq!(ours.status, 412);
    assert_eq!(told(&ours), told(&theirs));
}

async fn used() -> Sqlite {
    let file = Sqlite::open(":memory:").await.unwrap();
    file.migrate::<Shop>(Migrate::Additive).await.unwrap();
    use_it(&shop(&file)).await;
    file
}

#[tokio::test]
async fn a_copy_in_memory_answers_as_the_file() {
    let (file, copy) = (used().await, Memory::new());
    copy.migrate::<Shop>(Migrate::Additive).await.unwrap();
    let count = copy.import::<Shop>(&file).await.unwrap();
    assert_eq!(count, 118 + 120 + 24 + 3 + 1, "rows, and what became of them");
    are_alike(&shop(&file), &shop(&copy)).await;
    let again = copy.import::<Shop>(&file).await;
    assert!(again.is_err_and(|why| why.to_string().contains("`products` has rows already")));
}

#[tokio::test]
async fn a_server_answers_as_the_file_that_it_took_over() {
    let Some(server) = crate::server::server("moved").await else { return };
    let (file, db) = (used().await, server.connect().await.unwrap());
    db.migrate::<Shop>(Migrate::Additive).await.unwrap();
    assert_eq!(db.import::<Shop>(&file).await.unwrap(), 266);
    are_alike(&shop(&file), &shop(&db)).await;
}
