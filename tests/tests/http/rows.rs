//! Rows: made, read, written under conditions, removed.

use axum::body::Body;
use serde_json::{Value, json};

use super::client::Client;
use super::lamp;

pub async fn a_row_lives_from_post_to_delete(client: &Client) {
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

pub async fn a_write_with_a_stale_tag_is_refused(client: &Client) {
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

pub async fn the_client_may_make_the_id(client: &Client) {
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

pub async fn every_fault_of_a_body_is_named(client: &Client) {
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

pub async fn a_unique_value_is_taken_once(client: &Client) {
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

pub async fn a_patch_changes_what_it_names(client: &Client) {
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
