//! Requests that mean harm, or were made by something broken: each gets the right 4xx problem.

use axum::body::Body;
use axum::http::Request;
use dunder::crud_api::Memory;
use serde_json::{Value, json};

use super::client::{Client, open};
use super::lamp;

fn product(field: &str, value: &str) -> String {
    let mut fields = vec![("sku", "\"S\""), ("name", "\"N\""), ("price", "1")];
    fields.retain(|(name, _)| *name != field);
    fields.push((field, value));
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

async fn client() -> Client {
    let client = open(&Memory::new());
    client.post("/products", &lamp()).await;
    client
}

/// Nothing of it may be stored, and the server goes on.
async fn is_unharmed(client: &Client) {
    let list = client.get("/products").await.json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
}

#[tokio::test]
async fn what_is_no_json_is_400() {
    let client = client().await;
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    for body in [
        String::new(),
        String::from(" "),
        String::from("{"),
        String::from("{\"sku\":\"S\""),
        String::from("{'sku':'S'}"),
        String::from("{\"sku\":\"S\",}"),
        String::from("{} {}"),
        String::from("\u{feff}{}"),
        String::from("NaN"),
        String::from("{\"sku\":\"\\ud800\"}"),
        String::from("{\"sku\":\"\\u12\"}"),
        String::from("{\"sku\":\"a\u{1}b\"}"),
        product("price", "01"),
        product("price", "NaN"),
        product("price", "Infinity"),
        product("price", "1e400"),
        deep("[", "]"),
        deep("{\"a\":", "}"),
        product("sku", &deep("[", "]")),
    ] {
        for (method, path) in
            [("POST", "/products"), ("PUT", "/products/1"), ("PATCH", "/products/1")]
        {
            let answer = client.json(method, path, body.clone()).await;
            let cut: String = body.chars().take(40).collect();
            assert!(
                [400, 422].contains(&answer.status.as_u16()),
                "{method} {cut}: {}",
                answer.status
            );
            // Deep nesting is JSON: no field takes it, but a reader may also give it up.
            let kind = if answer.status == 400 { "malformed" } else { "invalid" };
            answer.problem(answer.status.as_u16(), kind);
            assert!(answer.status == 400 || body.len() > 10_000, "{method} {cut}");
        }
    }
    let latin = client.json("POST", "/products", b"{\"sku\":\"\xe5\"}".to_vec()).await;
    latin.problem(400, "malformed");
    is_unharmed(&client).await;
}

#[tokio::test]
async fn json_that_is_no_row_is_422_with_the_field() {
    let client = client().await;
    for (field, value, fault) in [
        ("sku", "\"a\\u0000b\"", "/sku nul"),
        ("sku", "7", "/sku type"),
        ("sku", "null", "/sku type"),
        ("sku", "[\"S\"]", "/sku type"),
        ("sku", "{\"$ne\":1}", "/sku type"),
        ("sku", "true", "/sku type"),
        ("price", "\"1\"", "/price type"),
        ("price", "0", "/price above"),
        ("price", "-0.0", "/price above"),
        ("quantity", "1.5", "/quantity type"),
        ("quantity", "9223372036854775808", "/quantity range"),
        ("quantity", "-9223372036854775809", "/quantity range"),
        ("quantity", "10000000000000000000000000000000000000000", "/quantity range"),
        ("quantity", "1e300", "/quantity range"),
        ("quantity", "false", "/quantity type"),
        ("quantity", "-1", "/quantity min"),
        ("name", "\"\"", "/name nonblank"),
        ("name", "\"\\u2003\"", "/name nonblank"),
        ("__proto__", "{}", "/__proto__ unknown"),
        ("__nonce", "1", "/__nonce unknown"),
        ("a/b~c", "1", "/a~1b~0c unknown"),
        ("version", "9", "/version server_made"),
    ] {
        let answer = client.json("POST", "/products", product(field, value)).await;
        let faults = answer.faults(422, "invalid");
        assert!(faults.contains(&fault.to_owned()), "{field}: {value}: {faults:?}");
    }
    let many: Vec<_> = (0..500).map(|n| format!("\"x{n}\":1")).collect();
    let answer = client.json("POST", "/products", format!("{{{}}}", many.join(","))).await;
    let problem = answer.problem(422, "invalid");
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(100));
    assert_eq!(problem["truncated"], true);
    is_unharmed(&client).await;
}

#[tokio::test]
async fn a_body_has_at_most_a_mebibyte() {
    let client = client().await;
    let body = |bytes: usize| product("sku", &format!("\"{}\"", "x".repeat(bytes)));
    client.json("POST", "/products", body(1 << 20)).await.problem(413, "too-large");
    // Also where no length announces it.
    let chunk = || Ok::<_, std::io::Error>(vec![b' '; 1 << 16]);
    let chunks = ((0..32).map(|_| chunk())).collect::<Vec<_>>();
    let stream = Body::new(Chunks(chunks));
    client.json("POST", "/products", stream).await.problem(413, "too-large");
    is_unharmed(&client).await;
    assert_eq!(client.json("POST", "/products", body((1 << 20) - 100)).await.status, 201);
}

/// A body that does not say how long it is.
struct Chunks(Vec<std::io::Result<Vec<u8>>>);

impl axum::body::HttpBody for Chunks {
    type Data = axum::body::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        let chunk = self.0.pop().map(|chunk| chunk.map(|data| http_body::Frame::data(data.into())));
        std::task::Poll::Ready(chunk)
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_comes_is_given_up() {
    struct Never;
    impl axum::body::HttpBody for Never {
        type Data = axum::body::Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
            std::task::Poll::Pending
        }
    }
    let client = client().await;
    client.json("POST", "/products", Body::new(Never)).await.problem(408, "request-timeout");
}

#[tokio::test]
async fn what_is_not_called_json_is_415() {
    let client = client().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "",
        "json",
        "application/json; charset=latin1",
        "application/jsonx",
        "multipart/form-data; boundary=x",
    ] {
        for (method, path) in
            [("POST", "/products"), ("PUT", "/products/1"), ("PATCH", "/products/1")]
        {
            let headers = [("content-type", kind)];
            let answer = client.send(method, path, &headers, lamp().to_string()).await;
            answer.problem(415, "unsupported-media-type");
            assert_eq!(answer.header("accept-patch").is_empty(), method != "PATCH");
        }
    }
    let none = client.send("POST", "/products", &[], lamp().to_string()).await;
    none.problem(415, "unsupported-media-type");
    let patch = [("content-type", "application/merge-patch+json")];
    let merge = client.send("POST", "/products", &patch, lamp().to_string()).await;
    merge.problem(415, "unsupported-media-type");
    for kind in [
        "Application/JSON",
        "application/json;charset=UTF-8",
        "application/json ; charset=\"utf-8\"",
    ] {
        let headers = [("content-type", kind)];
        let body = json!({ "sku": kind, "name": "N", "price": 1 }).to_string();
        assert_eq!(client.send("POST", "/products", &headers, body).await.status, 201, "{kind}");
    }
}

#[tokio::test]
async fn what_is_no_id_is_of_no_row() {
    let client = client().await;
    for id in [
        "0x1",
        "1.5",
        "one",
        "%00",
        "%ff",
        "%",
        "%zz",
        "9223372036854775808",
        "-9223372036854775809",
        "1%20",
        "1;drop",
        "%2e%2e",
        "1'--",
        "null",
        "💥",
        "1,2",
        "99999999999999999999999999999999999999999",
    ] {
        let path = format!("/products/{}", id.replace('💥', "%F0%9F%92%A5"));
        for method in ["GET", "DELETE"] {
            let answer = client.send(method, &path, &[], Body::empty()).await;
            assert!(
                [400, 404].contains(&answer.status.as_u16()),
                "{method} {path}: {}",
                answer.status
            );
            let kind = if answer.status == 400 { "bad-id" } else { "not-found" };
            answer.problem(answer.status.as_u16(), kind);
        }
    }
    for id in ["0", "-1", "9223372036854775807", "-9223372036854775808"] {
        client.get(&format!("/products/{id}")).await.problem(404, "not-found");
    }
    let label = client.get("/labels/%00").await;
    assert!([400, 404].contains(&label.status.as_u16()));
    is_unharmed(&client).await;
}

#[tokio::test]
async fn headers_of_bytes_that_are_no_text_do_no_harm() {
    let client = client().await;
    for name in
        ["if-match", "if-none-match", "content-type", "x-request-id", "authorization", "accept"]
    {
        for value in [&b"\xff\xfe"[..], b"\"\xe5\"", b"\t", b"\"\"\"", b"*/*"] {
            for method in ["GET", "PUT", "PATCH", "DELETE"] {
                if method == "DELETE" && name != "if-match" {
                    continue;
                }
                let request =
                    Request::builder().method(method).uri("/products/1").header(name, value);
                let answer = client.call(request.body(Body::from("{}")).unwrap()).await;
                assert!(
                    answer.status.as_u16() < 500,
                    "{method} {name} {value:?}: {}",
                    answer.status
                );
                assert_ne!(answer.status, 204, "nothing is deleted under a condition that fails");
            }
        }
    }
    is_unharmed(&client).await;
}

#[tokio::test]
async fn sql_in_a_value_is_a_value() {
    let client = client().await;
    let evil = "'; DROP TABLE products; --";
    let made = client.post("/products", &json!({ "sku": evil, "name": evil, "price": 1 })).await;
    assert_eq!(made.json()["sku"], Value::from(evil));
    let found = client.get("/products?sku=%27%3B+DROP+TABLE+products%3B+--").await.json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    let wild = client.get("/products?name[like]=%25&name[prefix]=_").await.json();
    assert_eq!(wild["items"], json!([]), "what a LIKE pattern would mean is text here");
}
