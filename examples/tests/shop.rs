//! The shop as its users meet it: a program that is started, asked over HTTP, and killed.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use common::{Shop, command, folder, header};
use serde_json::{Value, json};
use ureq::Agent;

#[test]
fn a_client_finds_its_way_from_an_empty_folder() {
    let folder = folder();
    let shop = Shop::start(folder.path(), &[]);
    assert!(folder.path().join("shop.db").exists(), "the default database is in the folder");
    assert_eq!(shop.json("/health"), json!({ "status": "ok" }));

    let products = shop.json("/products?sort=-price&limit=3");
    assert_eq!(products["items"][0]["name"], "Desk, oak");
    let next = products["next"].as_str().unwrap();
    let more = shop.json(&format!("/products?sort=-price&limit=3&cursor={next}"));
    assert!(more["items"][0]["price"].as_f64() <= products["items"][2]["price"].as_f64());
    let cheap = shop.json("/products?price[lt]=10&name[like]=Mug&count=exact");
    assert_eq!(cheap["total"], 2);
    assert_eq!(shop.json("/customers?tier=gold")["items"][0]["email"], "ann@example.org");

    let vase = json!({ "sku": "VASE-01", "name": "Vase", "price": 25 });
    let made = shop.post("/products", &vase).unwrap();
    assert_eq!(made.status(), 201);
    let (path, tag) = (header(&made, "location").to_owned(), header(&made, "etag").to_owned());
    assert_eq!(shop.post("/products", &vase).unwrap().status(), 409);
    let change = |tag: &str| {
        let request = shop.agent.patch(format!("{}{path}", shop.url));
        let request = request.header("content-type", "application/merge-patch+json");
        request.header("if-match", tag).send("{\"quantity\":3}").unwrap()
    };
    assert_eq!(change(&tag).status(), 200);
    assert_eq!(change(&tag).status(), 412, "somebody changed it meanwhile");
    assert_eq!(shop.json(&path)["quantity"], 3);
    let gone = shop.agent.delete(format!("{}{path}", shop.url)).call().unwrap();
    assert_eq!(gone.status(), 204);
    let mut missing = shop.get(&path);
    assert_eq!(missing.status(), 404);
    assert_eq!(header(&missing, "content-type"), "application/problem+json");
    let problem: Value = missing.body_mut().read_json().unwrap();
    assert_eq!(problem["instance"], path);

    let customer = json!({ "name": "Dee", "email": "not an address", "tier": "iron" });
    let mut refused = shop.post("/customers", &customer).unwrap();
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.body_mut().read_json().unwrap();
    let faults = problem["errors"].as_array().unwrap();
    let pointers: Vec<_> = faults.iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/email", "/tier"]);

    assert_eq!(shop.get("/nowhere").status(), 404);
    let wrong = shop.post("/health", &json!({})).unwrap();
    assert_eq!((wrong.status().as_u16(), header(&wrong, "allow")), (405, "GET,HEAD"));
    assert_eq!(header(&wrong, "content-type"), "application/problem+json");
}

#[test]
fn price_rules_are_plugins_that_take_something_off() {
    let folder = folder();
    let shop = Shop::start(folder.path(), &["--db", ":memory:"]);
    let quote = shop.json("/quote?product=1&quantity=10&customer=1");
    assert_eq!(quote["full_price"], 399.0);
    assert_eq!(
        quote["discounts"],
        json!([{ "rule": "bulk", "percent": 5.0 }, { "rule": "loyalty", "percent": 10.0 }])
    );
    assert_eq!(quote["price"], 339.15);
    assert_eq!(shop.json("/quote?product=1")["price"], 39.9);
    for (query, status) in
        [("product=999", 404), ("product=x", 400), ("", 400), ("product=1&quantity=0", 400)]
    {
        let response = shop.get(&format!("/quote?{query}"));
        assert_eq!(response.status(), status, "{query}");
        assert_eq!(header(&response, "content-type"), "application/problem+json", "{query}");
    }
}

#[test]
fn the_page_needs_nothing_but_the_shop() {
    let folder = folder();
    let shop = Shop::start(folder.path(), &["--db", ":memory:"]);
    let document = shop.json("/openapi.json");
    assert_eq!(document["openapi"], "3.1.0");
    for path in ["/products", "/products/{id}", "/customers", "/customers/{id}"] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    let mut page = shop.get("/docs");
    assert!(header(&page, "content-security-policy").starts_with("default-src 'none'"));
    let html = page.body_mut().read_to_string().unwrap();
    assert!(!html.contains("http://") && !html.contains("https://"), "nothing from elsewhere");
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    const WRITERS: usize = 8;
    let folder = folder();
    let mut shop = Shop::start(folder.path(), &[]);
    let (acknowledged, count) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let process = Mutex::new(&mut shop.process);
    let (url, agent) = (&shop.url, &shop.agent);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (acknowledged, count, process) = (&acknowledged, &count, &process);
            scope.spawn(move || {
                for number in 0.. {
                    let sku = format!("K-{writer}-{number}");
                    let body = json!({ "sku": sku, "name": "Kept", "price": 1 });
                    let answer = agent.post(format!("{url}/products")).send_json(&body);
                    let Ok(answer) = answer else { break };
                    assert_eq!(answer.status(), 201);
                    acknowledged.lock().unwrap().push(sku);
                    if count.fetch_add(1, Ordering::Relaxed) == 400 {
                        // SIGKILL, in the middle of the others' writes.
                        process.lock().unwrap().kill().unwrap();
                    }
                }
            });
        }
    });
    drop(shop);
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > 400);

    let shop = Shop::start(folder.path(), &[]);
    let mut found = Vec::new();
    let mut path = String::from("/products?name=Kept&limit=200");
    loop {
        let page = shop.json(&path);
        for item in page["items"].as_array().unwrap() {
            found.push(item["sku"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/products?name=Kept&limit=200&cursor={next}");
    }
    for sku in &acknowledged {
        assert!(found.contains(sku), "{sku} was acknowledged and is lost");
    }
    assert!(found.len() <= acknowledged.len() + WRITERS, "at most one write a client is in doubt");
    let seeded = shop.json("/customers?count=exact");
    assert_eq!(seeded["total"], 3, "an old database is not filled again");
}

#[cfg(unix)]
#[test]
fn it_says_where_the_docs_are_and_logs_what_is_written() {
    let folder = folder();
    let mut command = command(folder.path(), &["--port", "0"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    let url = line().strip_prefix("listening on ").unwrap().to_owned();
    assert_eq!(line(), format!("docs at {url}/docs"));
    let log = BufReader::new(process.stderr.take().unwrap()).lines();
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.max_redirects_will_error(false).build().into();
    let shop = Shop { process, url, agent };

    let home = shop.get("/");
    assert_eq!((home.status().as_u16(), header(&home, "location")), (303, "/docs"));
    let vase = json!({ "sku": "VASE-01", "name": "Vase", "price": 25 });
    assert_eq!(shop.post("/products", &vase).unwrap().status(), 201);
    assert_eq!(shop.get("/quote?product=1").status(), 200);
    drop(shop);
    let log: Vec<String> = log.map_while(Result::ok).collect();
    for event in [
        "method=write phase=enter verb=POST path=/products",
        "method=write phase=exit result=201",
        "method=Pricing::quote phase=enter",
    ] {
        assert!(log.iter().any(|line| line.contains(event)), "{event} in {log:#?}");
    }
}

#[test]
fn it_stops_cleanly_when_told_to() {
    let folder = folder();
    for signal in ["-TERM", "-INT"] {
        let shop = Shop::start(folder.path(), &[]);
        assert_eq!(shop.get("/health").status(), 200);
        assert!(folder.path().join("shop.db-wal").exists(), "it writes ahead");
        assert_eq!(shop.stop(signal), Some(0), "{signal}");
        let names = std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["shop.db"], "{signal} leaves one file");
    }
}

/// Runs a shop that cannot start: its one line on stderr, and its exit code.
fn refused(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let Output { status, stdout, stderr } = command(folder, arguments).output().unwrap();
    assert!(stdout.is_empty(), "{}", String::from_utf8_lossy(&stdout));
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.starts_with("shop: "), "{stderr}");
    (stderr, status.code())
}

#[test]
fn a_second_shop_on_a_port_says_so_and_touches_nothing() {
    let folder = folder();
    let shop = Shop::start(folder.path(), &["--db", ":memory:"]);
    let port = shop.url.rsplit(':').next().unwrap();
    let (said, code) = refused(folder.path(), &["--port", port]);
    assert!(said.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{said}");
    assert_eq!(code, Some(1));
    assert!(!folder.path().join("shop.db").exists());
}

#[test]
fn two_shops_may_share_a_database() {
    let folder = folder();
    let shops = [Shop::start(folder.path(), &[]), Shop::start(folder.path(), &[])];
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
    }
}

#[test]
fn a_database_that_cannot_be_written_is_one_line() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("taken")).unwrap();
    std::fs::write(folder.path().join("letter.txt"), "Dear Ann, ".repeat(100)).unwrap();
    for path in ["missing/shop.db", "taken", "letter.txt"] {
        let (said, code) = refused(folder.path(), &["--port", "0", "--db", path]);
        assert!(said.contains(&format!("cannot open `{path}`")), "{said}");
        assert_eq!(code, Some(1), "{path}");
    }
    let letter = std::fs::read_to_string(folder.path().join("letter.txt")).unwrap();
    assert!(letter.starts_with("Dear Ann, "), "what is no database stays as it is");
}

#[test]
fn arguments_that_mean_nothing_are_one_line() {
    let folder = folder();
    for (arguments, word) in [
        (&["--port", "70000"][..], "70000"),
        (&["--port", "-1"], "-1"),
        (&["--port"], "--port"),
        (&["--db", ""], "--db"),
        (&["--dbb", "x"], "--dbb"),
        (&["shop.db"], "shop.db"),
    ] {
        let (said, code) = refused(folder.path(), arguments);
        assert!(said.contains(word), "{said}");
        assert_eq!(code, Some(2), "{arguments:?}");
    }
    let help = command(folder.path(), &["--help"]).output().unwrap();
    assert!(help.status.success());
    assert!(String::from_utf8(help.stdout).unwrap().contains("--port N"));
}

#[test]
fn bytes_that_are_no_http_harm_nobody() {
    let folder = folder();
    let shop = Shop::start(folder.path(), &["--db", ":memory:"]);
    let address = shop.url.strip_prefix("http://").unwrap();
    let long = format!("GET /products?name={} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(200_000));
    let headers = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(2000));
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /products HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /products HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        b"POST /products HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /products/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /products?%zz=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /\x00\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        long.as_bytes(),
        headers.as_bytes(),
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // It may hang up before it has heard all.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let line = String::from_utf8_lossy(&answer).lines().next().unwrap_or("").to_owned();
        let is_refused = line.is_empty() || line.starts_with("HTTP/1.1 4");
        assert!(is_refused, "{}: {line}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
    // A client that goes away in the middle of its body.
    let mut stream = TcpStream::connect(address).unwrap();
    let head = "POST /products HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    stream.write_all(format!("{head}Content-Length: 500\r\n\r\n{{\"sku\":").as_bytes()).unwrap();
    drop(stream);
    let large = json!({ "sku": "x".repeat(3 << 20), "name": "Large", "price": 1 });
    assert_eq!(shop.post("/products", &large).unwrap().status(), 413, "a client can read why");
    assert_eq!(shop.json("/health"), json!({ "status": "ok" }));
}
