//! The REST API of `#[crud_api]` structs: statuses, headers and problems, over every store.

#![allow(unreachable_pub, reason = "a program")]

mod client;
mod faults;
mod hostile;
mod resources;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::request::Parts;
use client::{Answer, Client, open};
use dunder::crud_api::{Api, Denied, Guard, Memory, Op, Public};
use resources::{Label, Product};
use serde_json::{Value, json};

/// Runs a test over each store.
macro_rules! over_every_store {
    ($($name:ident)*) => {
        mod memory {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::open(&dunder::crud_api::Memory::new())).await;
            })*
        }

        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let db = super::client::sqlite(folder.path()).await;
                super::$name(&super::open(&db)).await;
            })*
        }
    };
}

over_every_store! {
    a_row_lives_from_post_to_delete
    a_write_with_a_stale_tag_is_refused
    a_list_is_paged_sorted_and_filtered
    the_client_may_make_the_id
    every_fault_of_a_body_is_named
    bad_queries_say_what_there_is
    a_unique_value_is_taken_once
    a_patch_changes_what_it_names
    methods_that_a_path_does_not_have_are_refused_with_those_it_has
}

fn lamp() -> Value {
    json!({ "sku": "L-1", "name": "Lamp", "price": 12.5 })
}

async fn a_row_lives_from_post_to_delete(client: &Client) {
    let made = client.post("/products", &lamp()).await;
    assert_eq!(made.status, 201);
    let path = made.header("location").to_owned();
    let row = made.json();
    assert_eq!(path, format!("/products/{}", row["id"]));
    assert_eq!(made.header("etag"), "\"v1\"");
    assert_eq!(row["name"], "Lamp");
    assert_eq!(row["quantity"], 0, "left out, so it has its default");
    assert_eq!(row["note"], Value::Null);
    assert_eq!(row["created_at"], row["updated_at"]);

    let read = client.get(&path).await;
    assert_eq!((read.status.as_u16(), read.json()), (200, row.clone()));
    assert_eq!(read.header("etag"), "\"v1\"");
    assert_eq!(read.header("x-content-type-options"), "nosniff");
    let head = client.send("HEAD", &path, &[], Body::empty()).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), read.body.len().to_string());

    let known = client.send("GET", &path, &[("if-none-match", "\"v1\"")], Body::empty()).await;
    assert_eq!((known.status.as_u16(), known.body.len(), known.header("etag")), (304, 0, "\"v1\""));
    let known = client.send("GET", &path, &[("if-none-match", "W/\"v1\", \"x\"")], "").await;
    assert_eq!(known.status, 304);

    let put = client
        .json(
            "PUT",
            &path,
            json!({ "sku": "L-2", "name": "Big lamp", "price": 13, "note": "new" }).to_string(),
        )
        .await;
    assert_eq!(put.status, 200);
    assert_eq!(put.header("etag"), "\"v2\"");
    assert_eq!(put.json()["note"], "new");
    assert_eq!(put.json()["version"], 2);
    assert_eq!(put.json()["created_at"], row["created_at"]);
    let fresh = client.send("GET", &path, &[("if-none-match", "\"v1\"")], Body::empty()).await;
    assert_eq!(fresh.status, 200);

    let gone = client.delete(&path).await;
    assert_eq!((gone.status.as_u16(), gone.body.len()), (204, 0));
    for method in ["GET", "DELETE"] {
        client.send(method, &path, &[], Body::empty()).await.problem(404, "not-found");
    }
    client.json("PUT", &path, lamp().to_string()).await.problem(404, "not-found");
    client.json("PATCH", &path, "{\"price\":1}").await.problem(404, "not-found");
}

async fn a_write_with_a_stale_tag_is_refused(client: &Client) {
    let path = client.post("/products", &lamp()).await.header("location").to_owned();
    let write = async |method: &str, tag: &str| {
        let headers = [("content-type", "application/json"), ("if-match", tag)];
        let body = if method == "PUT" { lamp().to_string() } else { String::from("{\"price\":3}") };
        client.send(method, &path, &headers, body).await
    };
    assert_eq!(write("PATCH", "\"v1\"").await.header("etag"), "\"v2\"");
    for method in ["PUT", "PATCH", "DELETE"] {
        for stale in ["\"v1\"", "\"v3\"", "W/\"v2\"", "\"other\"", "\"v1\", \"v9\""] {
            write(method, stale).await.problem(412, "precondition-failed");
        }
        for garbage in ["v2", "\"v2", "*, \"v2\"", "2", "\"v2\" \"v3\""] {
            write(method, garbage).await.problem(400, "bad-header");
        }
    }
    assert_eq!(write("PUT", "\"v1\", \"v2\"").await.header("etag"), "\"v3\"");
    assert_eq!(write("PUT", "*").await.header("etag"), "\"v4\"");
    assert_eq!(write("DELETE", "\"v4\"").await.status, 204);
    write("PUT", "\"v4\"").await.problem(404, "not-found");
    let again = client.post("/products", &lamp()).await;
    assert_ne!(again.header("location"), path, "an id is not given out twice");
}

async fn a_list_is_paged_sorted_and_filtered(client: &Client) {
    for (sku, price) in [("a", 3), ("b", 1), ("c", 2), ("d", 2), ("e", 5)] {
        client
            .post(
                "/products",
                &json!({ "sku": sku, "name": format!("It's {sku}"), "price": price }),
            )
            .await;
    }
    let skus = |answer: &Answer| -> String {
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let items = answer.json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["sku"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(skus(&client.get("/products").await), "abcde");
    for (query, expected) in [
        ("sort=-price", "eacdb"),
        ("price=2", "cd"),
        ("price[ge]=2&price%5Blt%5D=5", "acd"),
        ("sku[in]=a,e,zz", "ae"),
        ("sku[ne]=a", "bcde"),
        ("price[between]=2,3&sort=price", "cda"),
        ("name[like]=%27s+c", "c"),
        ("name[prefix]=it", ""),
        ("name[ilike]=IT%27S%20D", "d"),
        ("note[null]=true&limit=2", "ab"),
    ] {
        assert_eq!(skus(&client.get(&format!("/products?{query}")).await), expected, "{query}");
    }

    let (mut path, mut walked) =
        (String::from("/products?sort=-price&limit=2&count=exact"), Vec::new());
    loop {
        let page = client.get(&path).await;
        walked.push(skus(&page));
        let body = page.json();
        assert_eq!(body["total"], 5);
        let Some(next) = body["next"].as_str() else {
            assert_eq!(page.header("link"), "");
            break;
        };
        let link = page.header("link");
        let link = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
        assert_eq!(link, format!("/products?sort=-price&limit=2&count=exact&cursor={next}"));
        link.clone_into(&mut path);
    }
    assert_eq!(walked, ["ea", "cd", "b"]);

    let cursor = client.get("/products?limit=2").await.json()["next"].as_str().unwrap().to_owned();
    for other in ["sort=price", "price=2", "sort=-id"] {
        let path = format!("/products?{other}&cursor={cursor}");
        assert_eq!(client.get(&path).await.faults(400, "bad-query"), ["cursor query"], "{other}");
    }
}

async fn the_client_may_make_the_id(client: &Client) {
    let made = client.post("/labels", &json!({ "key": "blå/1 %", "text": "x" })).await;
    assert_eq!(made.status, 201);
    let path = made.header("location").to_owned();
    assert_eq!(path, "/labels/bl%C3%A5%2F1%20%25");
    assert_eq!(client.get(&path).await.json()["key"], "blå/1 %");
    client.post("/labels", &json!({ "key": "blå/1 %" })).await.problem(409, "conflict");

    let put = client.json("PUT", "/labels/two", "{\"text\":\"2\"}").await;
    assert_eq!((put.status.as_u16(), put.header("location")), (201, "/labels/two"));
    let tag = put.header("etag").to_owned();
    let again = client.json("PUT", "/labels/two", "{\"key\":\"two\"}").await;
    assert_eq!((again.status.as_u16(), again.header("location")), (200, ""));
    assert_eq!(again.json(), json!({ "key": "two", "text": null }));
    assert_ne!(again.header("etag"), tag);
    let other = client.json("PUT", "/labels/two", "{\"key\":\"three\"}").await;
    assert_eq!(other.faults(422, "invalid"), ["/key id"]);
    let moved = client.json("PATCH", "/labels/two", "{\"key\":\"three\"}").await;
    assert_eq!(moved.faults(422, "invalid").len(), 1);
    let put = async |path: &str, name: &str, value: &str| {
        let headers = [("content-type", "application/json"), (name, value)];
        client.send("PUT", path, &headers, "{}").await
    };
    put("/labels/none", "if-match", "*").await.problem(412, "precondition-failed");
    put("/labels/none", "if-match", "\"v1\"").await.problem(412, "precondition-failed");
    put("/labels/two", "if-none-match", "*").await.problem(412, "precondition-failed");
    assert_eq!(put("/labels/none", "if-none-match", "*").await.status, 201);
    assert_eq!(put("/labels/none", "if-none-match", "\"other\"").await.status, 200);
    for reserved in ["bulk", "export", ""] {
        let refused = client.post("/labels", &json!({ "key": reserved })).await;
        assert_eq!(refused.faults(422, "invalid"), ["/key reserved"]);
    }
}

async fn every_fault_of_a_body_is_named(client: &Client) {
    let body = json!({ "name": " ", "price": -1, "quantity": "many", "colour": "red", "id": 7, "version": 2 });
    let faults = client.post("/products", &body).await.faults(422, "invalid");
    let mut expected = [
        "/colour unknown",
        "/id server_made",
        "/name nonblank",
        "/price above",
        "/quantity type",
        "/sku required",
        "/version server_made",
    ];
    let mut sorted = faults.clone();
    sorted.sort();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(client.get("/products").await.json()["items"], json!([]));

    let missing = client.post("/products", &json!({})).await.faults(422, "invalid");
    assert_eq!(missing, ["/sku required", "/name required", "/price required"]);
    for whole in ["[]", "null", "7", "\"text\"", "true"] {
        assert_eq!(client.json("POST", "/products", whole).await.faults(422, "invalid"), [" type"]);
    }
}

async fn bad_queries_say_what_there_is(client: &Client) {
    let faults = async |query: &str| {
        let answer = client.get(&format!("/products?{query}")).await;
        let problem = answer.problem(400, "bad-query");
        assert_eq!(answer.faults(400, "bad-query").len(), 1);
        problem["detail"].as_str().unwrap().to_owned()
    };
    assert!(faults("colour=red").await.contains("`price`"), "it names the fields there are");
    assert!(faults("price[near]=1").await.contains("`ge`"), "it names the operators there are");
    assert!(faults("sort=quantity").await.contains("`name`"), "it names the fields to sort by");
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=1&limit=2",
        "limit=99999999999999999999",
        "cursor=",
        "cursor=AAAA",
        "cursor=%FF",
        "cursor=💥",
        "cursor=AQ==",
        "price=abc",
        "price[ge]=",
        "price[ge=1",
        "price[between]=1",
        "price[between]=1,2,3",
        "quantity=1e400",
        "quantity=9223372036854775808",
        "quantity=1.5",
        "price=NaN",
        "price=1e999",
        "note[null]=maybe",
        "name=%00",
        "name=%zz",
        "name=%",
        "%=1",
        "sort=",
        "sort=,",
        "sort=-",
        "count=all",
        "[ge]=1",
        "=1",
        "created_at[ge]=yesterday",
        "name[like]=%ff",
    ] {
        let answer =
            client.get(&format!("/products?{}", query.replace('💥', "%F0%9F%92%A5"))).await;
        assert_eq!(answer.status, 400, "{query}: {}", String::from_utf8_lossy(&answer.body));
        answer.problem(400, "bad-query");
    }
    let many = "price[ge]=1&".repeat(21);
    client.get(&format!("/products?{many}")).await.problem(400, "bad-query");
    let long = "x".repeat(3000);
    client.get(&format!("/products?name={long}")).await.problem(400, "bad-query");
    client.get(&format!("/products?sku[in]={}", "x,".repeat(101))).await.problem(400, "bad-query");
}

async fn a_unique_value_is_taken_once(client: &Client) {
    client.post("/products", &lamp()).await;
    let other = client.post("/products", &json!({ "sku": "M-1", "name": "Mug", "price": 2 })).await;
    let path = other.header("location").to_owned();
    assert_eq!(client.post("/products", &lamp()).await.faults(409, "conflict"), ["/sku unique"]);
    let put = client.json("PUT", &path, lamp().to_string()).await;
    assert_eq!(put.faults(409, "conflict"), ["/sku unique"]);
    let changed = client.json("PATCH", &path, "{\"sku\":\"L-1\"}").await;
    assert_eq!(changed.faults(409, "conflict"), ["/sku unique"]);
    assert_eq!(client.get(&path).await.header("etag"), "\"v1\"", "a refused write changes nothing");
}

async fn a_patch_changes_what_it_names(client: &Client) {
    let path = client.post("/products", &lamp()).await.header("location").to_owned();
    let change = async |body: &str| {
        let headers = [("content-type", "application/merge-patch+json")];
        client.send("PATCH", &path, &headers, body.to_owned()).await
    };
    let changed = change("{\"note\":\"old\",\"price\":3}").await;
    assert_eq!((changed.status.as_u16(), changed.header("etag")), (200, "\"v2\""));
    assert_eq!(changed.json()["note"], "old");
    assert_eq!(changed.json()["name"], "Lamp");
    assert_eq!(change("{\"note\":null}").await.json()["note"], Value::Null);
    let same = change("{}").await;
    assert_eq!((same.status.as_u16(), same.header("etag")), (200, "\"v3\""), "nothing to write");
    let faults = change("{\"name\":null,\"price\":0,\"created_at\":1,\"x\":1}").await;
    let mut faults = faults.faults(422, "invalid");
    faults.sort();
    assert_eq!(faults, ["/created_at server_made", "/name type", "/price above", "/x unknown"]);
}

async fn methods_that_a_path_does_not_have_are_refused_with_those_it_has(client: &Client) {
    let sorted = |allow: &str| {
        let mut methods: Vec<_> = allow.split(',').map(|method| method.trim().to_owned()).collect();
        methods.sort();
        methods.join(" ")
    };
    for (path, refused, allowed) in [
        ("/products", "PUT PATCH DELETE TRACE PROPFIND", "GET HEAD OPTIONS POST"),
        ("/products/1", "POST TRACE BREW", "DELETE GET HEAD OPTIONS PATCH PUT"),
        ("/openapi.json", "POST DELETE", "GET HEAD"),
        ("/docs", "POST", "GET HEAD"),
    ] {
        for method in refused.split(' ') {
            let answer = client.send(method, path, &[], Body::empty()).await;
            answer.problem(405, "method-not-allowed");
            assert_eq!(sorted(answer.header("allow")), allowed, "{method} {path}");
        }
    }
    for (path, allowed) in [
        ("/products", "GET HEAD OPTIONS POST"),
        ("/products/1", "DELETE GET HEAD OPTIONS PATCH PUT"),
    ] {
        let answer = client.send("OPTIONS", path, &[], Body::empty()).await;
        assert_eq!((answer.status.as_u16(), sorted(answer.header("allow"))), (204, allowed.into()));
    }
}

/// Everybody reads; writing needs a token, and the right one.
#[derive(Clone)]
struct Token;

impl Guard for Token {
    type Principal = String;

    async fn check(&self, request: &Parts, op: Op) -> Result<String, Denied> {
        match request.headers.get("authorization").map(HeaderValue::as_bytes) {
            _ if !op.writes() => Ok(String::from("anybody")),
            Some(b"Bearer right") => Ok(String::from("ann")),
            Some(_) => Err(Denied::Forbidden),
            None => Err(Denied::Unauthorized),
        }
    }
}

#[tokio::test]
async fn a_guard_holds_for_what_is_mounted_after_it() {
    let db = Memory::new();
    let api = Api::new(&db).guard(Public).mount::<Label>().guard(Token).mount::<Product>();
    let client = Client(api.openapi("/openapi.json").router());
    assert_eq!(client.post("/labels", &json!({ "key": "k" })).await.status, 201);

    assert_eq!(client.get("/products").await.status, 200);
    let unknown = client.post("/products", &lamp()).await;
    unknown.problem(401, "unauthorized");
    assert_eq!(unknown.header("www-authenticate"), "Bearer");
    let post = async |token: &str| {
        let headers = [("content-type", "application/json"), ("authorization", token)];
        client.send("POST", "/products", &headers, lamp().to_string()).await
    };
    post("Bearer wrong").await.problem(403, "forbidden");
    assert_eq!(post("Bearer right").await.status, 201);

    let document = client.get("/openapi.json").await.json();
    assert!(document["paths"]["/products"]["post"]["responses"]["401"].is_object());
    assert!(document["paths"]["/labels"]["post"]["responses"]["401"].is_null());
}

#[tokio::test]
async fn a_router_can_stand_under_a_prefix_and_beside_other_routes() {
    let api = |db: &Memory| Api::new(db).guard(Public).mount::<Product>().docs("/docs").router();
    let db = Memory::new();
    let own = axum::Router::new().fallback(async || "mine");
    let client = Client(own.nest("/api/v1", api(&db)));
    let made = client.post("/api/v1/products", &lamp()).await;
    assert_eq!(made.header("location"), "/api/v1/products/1");
    assert_eq!(client.get("/api/v1/products/1").await.status, 200);
    let problem = client.get("/api/v1/products/2").await.problem(404, "not-found");
    assert_eq!(problem["instance"], "/api/v1/products/2");
    assert_eq!(client.get("/elsewhere").await.body, b"mine");
    let document = client.get("/api/v1/openapi.json").await.json();
    assert_eq!(document["servers"], json!([{ "url": "/api/v1" }]));

    let alone = Client(Api::new(&db).guard(Public).mount::<Product>().not_found().router());
    alone.get("/elsewhere").await.problem(404, "not-found");
    alone.get("/products/1/2").await.problem(404, "not-found");
}

#[tokio::test]
async fn a_clients_request_id_comes_back_if_it_fits_a_log_line() {
    let client = open(&Memory::new());
    let with = async |id: &str| {
        let answer = client.send("GET", "/products/1", &[("x-request-id", id)], "").await;
        answer.problem(404, "not-found")["request_id"].as_str().unwrap().to_owned()
    };
    assert_eq!(with("Trace-7.a:b_c").await, "Trace-7.a:b_c");
    for unfit in ["two words", "<b>", "", "x".repeat(65).as_str()] {
        assert_eq!(with(unfit).await.len(), 16, "{unfit}");
    }
    assert_ne!(with("").await, with("").await);
}

#[tokio::test]
async fn the_docs_page_runs_its_own_script_and_nothing_else() {
    let client = open(&Memory::new());
    let (page, other) = (client.get("/docs").await, client.get("/docs").await);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'nonce-"), "{policy}");
    assert_ne!(policy, other.header("content-security-policy"), "a nonce is used once");
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let html = String::from_utf8(page.body.clone()).unwrap();
    assert!(html.contains(&format!("<script nonce=\"{nonce}\">\"use strict\"")));
    assert!(html.contains("href=\"openapi.json\"") && !html.contains("{{"));
}

#[tokio::test]
async fn the_document_says_what_the_rules_say() {
    let client = open(&Memory::new());
    let document = client.get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let new = &document["components"]["schemas"]["NewProduct"];
    assert_eq!(new["required"], json!(["sku", "name", "price"]));
    assert_eq!(new["additionalProperties"], false);
    assert_eq!(new["properties"]["name"]["maxLength"], 100);
    assert_eq!(new["properties"]["name"]["description"], "What it is called.");
    assert_eq!(new["properties"]["price"]["exclusiveMinimum"], 0.0);
    assert_eq!(new["properties"]["quantity"]["minimum"], 0);
    assert_eq!(new["properties"]["note"]["type"], json!(["string", "null"]));
    assert!(new["properties"]["id"].is_null());
    let patch = &document["components"]["schemas"]["ProductPatch"];
    assert!(patch["required"].is_null(), "{patch}");
    let product = &document["components"]["schemas"]["Product"];
    assert_eq!(product["properties"]["created_at"]["format"], "date-time");
    assert_eq!(product["properties"]["id"]["readOnly"], true);
    let list = document["paths"]["/products"]["get"]["parameters"].as_array().unwrap();
    let names: Vec<_> = list.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
    for name in ["limit", "sort", "count", "price", "price[ge]", "name[ilike]", "note[null]"] {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
    assert!(!names.contains(&"price[like]") && !names.contains(&"created_at"));
}
