//! What a struct says of its routes: which there are, what they tell, what they ask for.

use axum::body::Body;
use dunder::crud_api;
use dunder::crud_api::{Api, Memory, Migrate, Public, Store};
use serde_json::json;

use super::client::{Client, sqlite};

/// A note; one that was removed can be put back.
#[crud_api(path = "/notes", table = "notes", soft_delete, etag = required)]
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort, search)]
    title: String,
    #[crud(search)]
    text: Option<String>,
    #[crud(filter, default = 0)]
    stars: i64,
    #[crud(immutable, default = "nobody")]
    author: String,
    #[crud(version)]
    version: i64,
}

/// A label, whose state only its entity tag tells.
#[crud_api(path = "/tabs", table = "tabs", etag = required)]
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    #[crud(id)]
    id: i64,
    name: String,
}

/// What only the server writes.
#[crud_api(path = "/logs", table = "logs", readonly, etag = off)]
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    #[crud(id)]
    id: i64,
    text: String,
}

fn open<S: Store>(db: &S) -> Client {
    let api = Api::new(db).guard(Public).mount::<Note>().mount::<Log>().mount::<Tab>();
    Client(api.openapi("/openapi.json").router())
}

async fn every_store(test: impl AsyncFn(Client)) {
    let db = Memory::new();
    Log::repo(&db).create(NewLog { text: "x".into() }).await.unwrap();
    test(open(&db)).await;
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path()).await;
    db.migrate::<(Note, Log, Tab)>(Migrate::Additive).await.unwrap();
    Log::repo(&db).create(NewLog { text: "x".into() }).await.unwrap();
    test(open(&db)).await;
    let Some(server) = crate::server::server("options").await else { return };
    let db = server.connect().await.unwrap();
    db.migrate::<(Note, Log, Tab)>(Migrate::Additive).await.unwrap();
    Log::repo(&db).create(NewLog { text: "x".into() }).await.unwrap();
    test(open(&db)).await;
}

async fn noted(client: &Client) {
    for (title, text, stars) in [("Tea", "green, hot", 5), ("Milk", "cold", 1), ("Rum", "hot", 3)] {
        let body = json!({ "title": title, "text": text, "stars": stars });
        assert_eq!(client.post("/notes", &body).await.status, 201);
    }
}

async fn titles(client: &Client, query: &str) -> String {
    let answer = client.get(&format!("/notes?{query}")).await;
    assert_eq!(answer.status, 200, "{query} {}", String::from_utf8_lossy(&answer.body));
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|it| it["title"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_list_is_searched_and_takes_one_of_several_filters() {
    every_store(async |client| {
        noted(&client).await;
        for (query, expected) in [
            ("q=hot", "Tea Rum"),
            ("q=HOT+tea", "Tea"),
            ("q=", "Tea Milk Rum"),
            ("or=(stars[gt]=4,title=Rum)", "Tea Rum"),
            ("or=(stars[gt]=4,title=Rum)&stars[lt]=5", "Rum"),
            ("or=(stars[in]=1\\,3,title=x)", "Milk Rum"),
            ("or=(stars=1,stars=5)&or=(title=Tea,title=Rum)", "Tea"),
        ] {
            assert_eq!(titles(&client, query).await, expected, "{query}");
        }
        for query in [
            "or=",
            "or=stars=1",
            "or=()",
            "or=(stars)",
            "or=(text=x)",
            "or=(stars[near]=1)",
            "or=(or=(stars=1))",
            "q=a&q=b",
            "q=%00",
            "fields=",
            "fields=id,nothing",
            "fields=id&fields=id",
        ] {
            client.get(&format!("/notes?{query}")).await.problem(400, "bad-query");
        }
        client.get("/logs?q=x").await.problem(400, "bad-query");
        let many = vec!["stars=1"; 21].join(",");
        client.get(&format!("/notes?or=({many})")).await.problem(400, "bad-query");
        let first = client.get("/notes?or=(stars=1,stars=3)&limit=1").await.json();
        let cursor = first["next"].as_str().unwrap();
        assert_eq!(
            titles(&client, &format!("or=(stars=1,stars=3)&limit=1&cursor={cursor}")).await,
            "Rum"
        );
        let other = format!("/notes?stars=1&stars=3&limit=1&cursor={cursor}");
        client.get(&other).await.problem(400, "bad-query");
    })
    .await;
}

#[tokio::test]
async fn fields_are_told_as_asked() {
    every_store(async |client| {
        noted(&client).await;
        let page = client.get("/notes?fields=title,id&limit=1").await.json();
        assert_eq!(page["items"], json!([{ "id": 1, "title": "Tea" }]));
        let whole = client.get("/notes/1").await;
        let part = client.get("/notes/1?fields=stars").await;
        assert_eq!((whole.header("etag"), part.header("etag")), ("\"v1\"", "W/\"v1\""));
        assert_eq!(part.json(), json!({ "stars": 5 }));
        let known = [("if-none-match", part.header("etag"))];
        let again = client.send("GET", "/notes/1?fields=stars", &known, Body::empty()).await;
        assert_eq!(again.status, 304);
        client.get("/notes/1?fields=no").await.problem(400, "bad-query");
        // a weak tag is not enough for a write
        let tag = [("if-match", "W/\"v1\"")];
        let refused = client.send("DELETE", "/notes/1", &tag, Body::empty()).await;
        refused.problem(412, "precondition-failed");
    })
    .await;
}

#[tokio::test]
async fn a_write_says_which_state_it_is_for_where_that_is_required() {
    every_store(async |client| {
        noted(&client).await;
        let body = json!({ "title": "Tea" }).to_string();
        client.json("PATCH", "/notes/1", body.clone()).await.problem(428, "precondition-required");
        client.json("PUT", "/notes/1", body.clone()).await.problem(428, "precondition-required");
        client.delete("/notes/1").await.problem(428, "precondition-required");
        let more = [("if-match", "\"v1\""), ("content-type", "application/json")];
        assert_eq!(client.send("PATCH", "/notes/1", &more, body).await.status, 200);
        let any = [("if-match", "*"), ("content-type", "application/json")];
        let other = json!({ "title": "Tea", "author": "me" }).to_string();
        let refused = client.send("PUT", "/notes/1", &any, other).await;
        assert_eq!(refused.faults(422, "invalid"), ["/author immutable"]);
    })
    .await;
}

#[tokio::test]
async fn an_item_of_many_says_which_state_it_is_for() {
    every_store(async |client| {
        noted(&client).await;
        let none = json!({ "update": [{ "id": 1, "stars": 1 }] });
        let refused = client.post("/notes/bulk", &none).await;
        assert_eq!(refused.faults(428, "precondition-required"), ["/update/0/version required"]);
        let some = json!({ "update": [{ "id": 1, "stars": 1, "version": 1 }] });
        assert_eq!(client.post("/notes/bulk", &some).await.status, 200);
        // where there is no version, by its tag
        for name in ["a", "b", "c"] {
            assert_eq!(client.post("/tabs", &json!({ "name": name })).await.status, 201);
        }
        let tag =
            async |id: i64| client.get(&format!("/tabs/{id}")).await.header("etag").to_owned();
        let (one, two) = (tag(1).await, tag(2).await);
        let many = json!({ "update": [{ "id": 1, "name": "x" }], "delete": [2] });
        let refused = client.post("/tabs/bulk", &many).await;
        let faults = refused.faults(428, "precondition-required");
        assert_eq!(faults, ["/update/0/if_match required", "/delete/0/if_match required"]);
        let change = |tag: &str| {
            json!({
                "update": [{ "id": 1, "name": "x", "if_match": tag }],
                "delete": [{ "id": 2, "if_match": two }],
            })
        };
        client.post("/tabs/bulk", &change(&two)).await.problem(412, "precondition-failed");
        for wrong in [json!("v1"), json!(1), json!(""), json!("\"a\" b")] {
            let body = json!({ "delete": [{ "id": 1, "if_match": wrong }] });
            let refused = client.post("/tabs/bulk", &body).await;
            assert_eq!(refused.faults(422, "invalid"), ["/delete/0/if_match type"], "{wrong}");
        }
        let done = client.post("/tabs/bulk", &change(&one)).await.json();
        assert_eq!((&done["updated"][0]["name"], &done["deleted"]), (&json!("x"), &json!(1)));
        client.post("/tabs/bulk", &change(&one)).await.problem(412, "precondition-failed");
        let any = json!({ "delete": [{ "id": 1, "if_match": "*" }] });
        assert_eq!(client.post("/tabs/bulk", &any).await.json()["deleted"], 1);
        let document = client.get("/openapi.json").await.json();
        let request = document["components"]["schemas"]["TabBulk"].to_string();
        assert!(request.contains("if_match"), "{request}");
    })
    .await;
}

#[tokio::test]
async fn a_removed_row_is_put_back() {
    every_store(async |client| {
        noted(&client).await;
        let any = [("if-match", "*")];
        let restore = async |path: &str| client.send("POST", path, &any, Body::empty()).await;
        restore("/notes/1/restore").await.problem(404, "not-found");
        assert_eq!(client.send("DELETE", "/notes/1", &any, Body::empty()).await.status, 204);
        client.get("/notes/1").await.problem(410, "gone");
        client.get("/notes/9").await.problem(404, "not-found");
        for (method, path, status, kind) in [
            ("PUT", "/notes/1", 410, "gone"),
            ("PATCH", "/notes/1", 410, "gone"),
            ("DELETE", "/notes/1", 410, "gone"),
            ("PUT", "/notes/9", 404, "not-found"),
            ("DELETE", "/notes/9", 404, "not-found"),
        ] {
            let headers = [("if-match", "*"), ("content-type", "application/json")];
            let body = if method == "PATCH" { json!({}) } else { json!({ "title": "Tea" }) };
            client.send(method, path, &headers, body.to_string()).await.problem(status, kind);
        }
        assert_eq!(titles(&client, "count=exact").await, "Milk Rum");
        assert_eq!(titles(&client, "deleted=true&count=exact").await, "Tea");
        assert_eq!(titles(&client, "deleted=true&title=Milk").await, "");
        client.get("/notes?deleted=1").await.problem(400, "bad-query");
        client.get("/notes/export?deleted=true").await.problem(400, "bad-query");
        client.get("/logs?deleted=true").await.problem(400, "bad-query");
        assert_eq!(client.get("/notes?count=exact").await.json()["total"], 2);
        let back = restore("/notes/1/restore").await;
        assert_eq!((back.status.as_u16(), back.header("etag")), (200, "\"v3\""));
        assert_eq!(client.get("/notes/1").await.json()["title"], "Tea");
        restore("/notes/x/restore").await.problem(400, "bad-id");
        client.get("/notes/1/restore").await.problem(405, "method-not-allowed");
        assert_eq!(restore("/logs/1/restore").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn there_is_only_what_is_offered() {
    every_store(async |client| {
        let row = client.get("/logs/1").await;
        assert_eq!((row.status.as_u16(), row.header("etag")), (200, ""));
        for (method, path) in
            [("POST", "/logs"), ("PUT", "/logs/1"), ("PATCH", "/logs/1"), ("DELETE", "/logs/1")]
        {
            let refused = client.json(method, path, "{\"text\":\"y\"}").await;
            refused.problem(405, "method-not-allowed");
            assert_eq!(refused.header("allow"), "GET,HEAD,OPTIONS");
        }
        let options = client.send("OPTIONS", "/logs/1", &[], Body::empty()).await;
        assert_eq!(options.header("allow"), "GET, HEAD, OPTIONS");
        let document = client.get("/openapi.json").await.json();
        let paths = document["paths"].as_object().unwrap();
        let methods = |path: &str| {
            let item = paths[path].as_object().unwrap();
            item.keys().filter(|key| *key != "parameters").cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(methods("/logs"), "get");
        assert_eq!(methods("/logs/{id}"), "get");
        assert_eq!(methods("/notes/{id}"), "delete get patch put");
        assert_eq!(methods("/notes/{id}/restore"), "post");
        assert!(!paths.contains_key("/logs/{id}/restore"));
        let patch = &document["components"]["schemas"]["NotePatch"]["properties"];
        assert!(patch["author"].is_null() && patch["title"].is_object(), "{patch}");
        assert!(paths["/notes/{id}"]["put"]["responses"]["428"].is_object());
    })
    .await;
}
