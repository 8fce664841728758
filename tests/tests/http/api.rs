//! The router: methods, guards, prefixes and request ids.

use std::sync::Arc;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum::routing::get;
use axum::{Extension, Router};
use dunder::crud_api::{Api, Denied, Guard, Memory, Op, Public};
use serde_json::json;

use super::client::{Client, open};
use super::lamp;
use super::resources::{Label, Product};

pub async fn methods_that_a_path_does_not_have_are_refused_with_those_it_has(client: &Client) {
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
    let own = Router::new().fallback(async || "mine");
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
async fn routes_of_ones_own_are_guarded_where_they_are_merged_so() {
    async fn who(who: Option<Extension<Arc<String>>>) -> String {
        who.map_or(String::from("nobody"), |Extension(who)| who.to_string())
    }
    let own = |path| Router::new().route(path, get(who).post(who));
    let api = Api::new(&Memory::new()).guard(Token);
    let api = api.merge(own("/open")).merge_guarded(own("/own")).merge_guarded(Router::new());
    let client = Client(api.not_found().router());

    let post = async |path: &str, token: &str| {
        client.send("POST", path, &[("authorization", token)], Body::empty()).await
    };
    let text = |answer: super::client::Answer| String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(text(post("/open", "Bearer wrong").await), "nobody");
    post("/own", "Bearer wrong").await.problem(403, "forbidden");
    client.send("POST", "/own", &[], Body::empty()).await.problem(401, "unauthorized");
    assert_eq!(text(post("/own", "Bearer right").await), "ann");
    assert_eq!(text(client.get("/own").await), "anybody");
    client.delete("/own").await.problem(405, "method-not-allowed");
    client.send("POST", "/none", &[], Body::empty()).await.problem(404, "not-found");
}

#[test]
fn two_structs_under_one_path_are_named() {
    /// Another thing to sell.
    #[dunder::crud_api(path = "/products", table = "wares")]
    struct Ware {
        #[crud(id)]
        id: i64,
    }
    let twice = || Api::new(&Memory::new()).guard(Public).mount::<Product>().mount::<Ware>();
    let panic = std::panic::catch_unwind(|| drop(twice())).expect_err("a panic");
    let text = panic.downcast_ref::<String>().expect("text");
    assert_eq!(text, "`Product` and `Ware` have one path, `/products`");
}

#[tokio::test]
async fn a_tag_of_another_form_is_told_what_ours_looks_like() {
    let client = open(&Memory::new());
    client.post("/products", &lamp()).await;
    let delete = async |tag: &str| {
        let headers = [("if-match", tag)];
        let answer = client.send("DELETE", "/products/1", &headers, Body::empty()).await;
        answer.problem(412, "precondition-failed")["detail"].to_string()
    };
    for tag in ["\"1\"", "W/\"v1\"", "\"1\", \"abc\""] {
        let told = delete(tag).await;
        assert!(told.contains(r#"which is like `\"v2\"`"#), "{tag}: {told}");
    }
    assert!(delete("\"v7\"").await.contains("read it again"));
}
