//! The memory that the shop holds while it serves 100 000 products.
#![allow(missing_docs, reason = "a program")]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use dunder_benches::Bench;
use dunder_benches::http::{Client, Request, Server, get, post};

/// What the shop may hold, in megabytes of 10^6 bytes.
const ALLOWED: f64 = 80.0;

fn main() {
    let mut bench = Bench::from_args();
    let products = bench.rounds(100_000, 5_000);
    let folder = tempfile::tempdir().expect("a folder for the database");
    let shop = build();
    let db = folder.path().join("shop.db");
    let server = Server::start(Command::new(shop).args(["--port", "0", "--db"]).arg(&db));
    let mut client = Client::connect(server.port(), 64);
    report("started", server.id());

    let create: Request = Arc::new(|n| {
        let json = format!(
            r#"{{"sku":"SKU-{n:07}","name":"Product number {n}","price":{}.5,"quantity":{}}}"#,
            n % 1000 + 1,
            n % 90
        );
        post("/products", &json)
    });
    client.load(0, products, 201, &create);
    report("created all", server.id());

    let read: Request = Arc::new(move |n| get(&format!("/products/{}", n * 7919 % products + 1)));
    client.load(0, products / 5, 200, &read);
    report("read at random", server.id());

    let list: Request = Arc::new(|_| get("/products?limit=200"));
    client.load(0, products / 50, 200, &list);
    report("64 at a time listed 200", server.id());

    let walked = walk(&mut client);
    assert!(walked >= products, "the pages hold {walked} products");
    report("walked all pages", server.id());
    let most = peak(server.id());
    println!("{:<28} {most:>12.1} MB", "at most, ever");

    bench.record("shop_memory", most / ALLOWED, Some(1.0));
    bench.finish();
}

/// Follows `next` from page to page; returns how many products there were.
fn walk(client: &mut Client) -> usize {
    let mut count = 0;
    let mut cursor = String::new();
    loop {
        let answer = client.send(&get(&format!("/products?limit=200{cursor}")));
        let page: serde_json::Value = serde_json::from_slice(&answer.body).expect("a page");
        count += page["items"].as_array().map_or(0, Vec::len);
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return count,
        }
    }
}

/// Builds the shop as a user would run it for good, and says where it is.
fn build() -> std::path::PathBuf {
    let exe = env::current_exe().expect("this program");
    let target = exe.ancestors().nth(3).expect("a target folder");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .args(["build", "--release", "--quiet", "-p", "dunder-examples", "--bin", "shop"])
        .env("CARGO_TARGET_DIR", target)
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the shop does not build");
    target.join("release/shop")
}

/// Prints what a process holds now, and returns it.
fn report(when: &str, process: u32) -> f64 {
    let now = megabytes(process, "VmRSS:");
    println!("{when:<28} {now:>12.1} MB");
    now
}

/// The most it has ever held.
fn peak(process: u32) -> f64 {
    megabytes(process, "VmHWM:")
}

fn megabytes(process: u32, line: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kibibytes = status.lines().find_map(|l| l.strip_prefix(line)?.split_whitespace().next());
    kibibytes.and_then(|n| n.parse::<f64>().ok()).map_or(f64::NAN, |n| n * 1024.0 / 1e6)
}
