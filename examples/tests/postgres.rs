//! The shop over PostgreSQL: the same answers as over a file, two shops on one database, and a way
//! up with all rows.
//!
//! `DUNDER_POSTGRES_URL` says where a server is; `.ci/postgres` starts one. Without it these tests
//! say so and pass.

mod common;

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use common::{Shop, folder, header};
use serde_json::{Value, json};
use tokio_postgres::NoTls;

/// The URL of a schema of its own.
fn database() -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = std::env::var("DUNDER_POSTGRES_URL") else {
        println!("skipped: DUNDER_POSTGRES_URL is not set, `bash .ci/postgres` sets it");
        return None;
    };
    let name = format!("shop{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&format!("CREATE SCHEMA {name}")).await.unwrap();
    });
    let mark = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{mark}options=-csearch_path%3D{name}"))
}

/// An answer without what differs from one run to the next.
fn timeless(mut answer: ureq::http::Response<ureq::Body>) -> (u16, String, String, Value) {
    let (status, tag) = (answer.status().as_u16(), header(&answer, "etag").to_owned());
    let place = header(&answer, "location").to_owned();
    let text = answer.body_mut().read_to_string().unwrap();
    let mut body: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    let rows = match body.get("items") {
        Some(_) => body["items"].as_array_mut().unwrap().iter_mut().collect(),
        None => vec![&mut body],
    };
    for row in rows {
        if let Some(row) = row.as_object_mut() {
            for name in ["created_at", "updated_at", "request_id"] {
                row.remove(name);
            }
        }
    }
    (status, tag, place, body)
}

#[test]
fn the_shop_answers_over_a_server_as_over_a_file() {
    let Some(url) = database() else { return };
    let folder = folder();
    let shops = [Shop::start(folder.path(), &[]), Shop::start(folder.path(), &["--db", &url])];
    let answers = shops.map(|shop| {
        let mut all = Vec::new();
        let mut get = |shop: &Shop, path: &str| all.push(timeless(shop.get(path)));
        let vase = json!({ "sku": "VASE-01", "name": "Vase", "price": 25 });
        for path in [
            "/health",
            "/products?sort=-price,name&limit=3",
            "/products?price[lt]=10&name[like]=Mug&count=exact",
            "/products?or=(sku=LAMP-01,price[gt]=300)&fields=sku",
            "/products?sort=description",
            "/products?sku[between]=INK-00,LAMP-99",
            "/customers?tier=gold",
            "/products/1",
            "/products/999",
            "/products/x",
            "/quote?product=1&quantity=10&customer=1",
            "/products/export?format=csv&fields=sku,name,price",
        ] {
            get(&shop, path);
        }
        for body in [&vase, &vase, &json!({ "sku": "", "nam": 1 }), &json!(7)] {
            all.push(timeless(shop.post("/products", body).unwrap()));
        }
        let patch = |tag: &str, body: &str| {
            let request = shop.agent.patch(format!("{}/products/9", shop.url));
            let request = request.header("content-type", "application/merge-patch+json");
            timeless(request.header("if-match", tag).send(body).unwrap())
        };
        all.push(patch("\"v1\"", "{\"quantity\":3}"));
        all.push(patch("\"v1\"", "{\"quantity\":4}"));
        all.push(patch("*", "{\"quantity\":-4}"));
        all.push(timeless(shop.agent.delete(format!("{}/products/9", shop.url)).call().unwrap()));
        all.push(timeless(shop.get("/products/9")));
        all
    });
    for (file, server) in answers[0].iter().zip(&answers[1]) {
        assert_eq!(server, file);
    }
}

#[test]
fn two_shops_on_a_server_write_side_by_side_and_stop_cleanly() {
    let Some(url) = database() else { return };
    let folder = folder();
    let shops = thread::scope(|scope| {
        let start = || scope.spawn(|| Shop::start(folder.path(), &["--db", &url]));
        [start(), start()].map(|starting| starting.join().unwrap())
    });
    thread::scope(|scope| {
        for (i, shop) in shops.iter().enumerate() {
            scope.spawn(move || {
                for number in 0..50 {
                    let sku = format!("T-{i}-{number}");
                    let body = json!({ "sku": sku, "name": "Shared", "price": 1 });
                    assert_eq!(shop.post("/products", &body).unwrap().status(), 201);
                }
            });
        }
    });
    for shop in &shops {
        assert_eq!(shop.json("/products?name=Shared&count=exact")["total"], 100);
        // both were started at once on an empty database
        assert_eq!(shop.json("/customers?count=exact")["total"], 3);
    }
    for shop in shops {
        assert_eq!(shop.stop("-TERM"), Some(0));
    }
}

/// The page that takes a newcomer from one struct to a service.
const PAGE: &str = include_str!("../../docs/postgres.md");

#[test]
fn the_page_shows_the_program() {
    let program = include_str!("../src/bin/notes.rs");
    assert!(PAGE.contains(&format!("```rust\n{program}```")), "docs/postgres.md is behind");
}

#[test]
fn the_program_of_the_page_does_what_the_page_says() {
    let Some(url) = database() else { return };
    let folder = folder();
    let notes = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_notes"));
        command.args(arguments).env("DATABASE_URL", &url).env("API_TOKEN", "sesame");
        command.env("LISTEN", "127.0.0.1:0").current_dir(folder.path());
        command
    };
    let plan = |name: &str| {
        let plan = notes(&["plan"]).output().unwrap();
        assert!(plan.status.success(), "{plan:?}");
        std::fs::create_dir_all(folder.path().join("migrations")).unwrap();
        std::fs::write(folder.path().join("migrations").join(name), &plan.stdout).unwrap();
        String::from_utf8(plan.stdout).unwrap()
    };
    assert!(plan("0001_notes.sql").starts_with("CREATE TABLE \"notes\""));
    let applied = notes(&["apply"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&applied.stdout), "[\"0001_notes.sql\"]\n");
    assert_eq!(plan("0002_nothing.sql"), "");

    let shop = Shop::run(&mut notes(&[]));
    assert_eq!(shop.get("/health").status(), 204);
    let post = |body: Value| {
        let request = shop.agent.post(format!("{}/notes", shop.url));
        request.header("authorization", "Bearer sesame").send_json(&body).unwrap()
    };
    assert_eq!(shop.post("/notes", &json!({ "title": "Milk" })).unwrap().status(), 401);
    assert_eq!(post(json!({ "title": " " })).status(), 422);
    let made = post(json!({ "title": "Milk" }));
    let told = (made.status().as_u16(), header(&made, "location"), header(&made, "etag"));
    assert_eq!(told, (201, "/notes/1", "\"v1\""));
    let found = shop.json("/notes?q=milk&sort=-created_at&limit=20");
    assert_eq!(found["items"][0]["title"], "Milk");
    assert_eq!(shop.get("/docs").status(), 200);
    assert_eq!(shop.stop("-TERM"), Some(0));
}
