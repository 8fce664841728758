//! The OpenAPI document, and the page that draws it.

use dunder::crud_api::Memory;
use serde_json::json;

use super::client::open;

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
    assert!(new["properties"]["price"]["minimum"].is_null(), "it says less");
    assert_eq!(new["properties"]["quantity"]["minimum"], 0);
    assert_eq!(new["properties"]["quantity"]["default"], 0);
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
