//! All rows as one stream: the shop holds no more of a long one than of a short one.
//!
//! `DUNDER_EXPORT_ROWS` says how many rows there are (20 000 if it does not).
#![cfg(target_os = "linux")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use common::{Shop, folder};

/// What the shop has held at most, in kilobytes.
fn peak(shop: &Shop) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", shop.process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Reads an export as it comes: its rows and bytes.
fn export(shop: &Shop, query: &str) -> (usize, usize) {
    let mut stream = TcpStream::connect(shop.url.strip_prefix("http://").unwrap()).unwrap();
    let request = format!("GET /products/export?{query} HTTP/1.1\r\nhost: shop\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line).unwrap() > 2 {
        line.clear();
    }
    let (mut rows, mut bytes) = (0, 0);
    let mut chunk = Vec::new();
    loop {
        line.clear();
        stream.read_line(&mut line).unwrap();
        let length = usize::from_str_radix(line.trim(), 16).expect("a chunk");
        chunk.resize(length + 2, 0);
        stream.read_exact(&mut chunk).unwrap();
        if length == 0 {
            return (rows, bytes);
        }
        rows += chunk[..length].split(|byte| *byte == b'\n').count() - 1;
        bytes += length;
    }
}

#[test]
fn an_export_of_all_rows_holds_a_page_at_a_time() {
    let rows = std::env::var("DUNDER_EXPORT_ROWS").ok().and_then(|rows| rows.parse().ok());
    let rows: usize = rows.unwrap_or(20_000);
    let folder = folder();
    drop(Shop::start(folder.path(), &[]));
    let db = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    let fill = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
         INSERT INTO products(sku, name, price, quantity, description, created_at, updated_at, version) \
         SELECT 'S-' || i, 'Product ' || i, 1.5, i % 90, 'One of many that are all alike', \
         1700000000000000 + i, 1700000000000000 + i, 1 FROM n; PRAGMA wal_checkpoint(TRUNCATE);"
    );
    db.execute_batch(&fill).unwrap();
    drop(db);
    let shop = Shop::start(folder.path(), &[]);
    for format in ["ndjson", "csv"] {
        export(&shop, &format!("format={format}&id[le]=5000"));
        export(&shop, &format!("format={format}&id[le]=5000&sort=-created_at"));
    }
    let before = peak(&shop);
    let all = rows + 8;
    let (lines, bytes) = export(&shop, "format=ndjson");
    assert_eq!(lines, all);
    assert_eq!(export(&shop, "format=csv").0, all + 1, "and the names");
    assert_eq!(export(&shop, "format=ndjson&sort=-created_at").0, all);
    let after = peak(&shop);
    println!("{lines} rows, {bytes} bytes: {before} kB before, {after} kB at most");
    // an allocator's and a cache's worth, whatever the length
    assert!(after < before + 8192, "{before} kB before, {after} kB after {bytes} bytes");
}
