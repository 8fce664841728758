//! The shop killed a hundred times in the middle of writes: what was acknowledged is there, and
//! what was in doubt is asked again under its key and is there once.

mod common;

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use common::{Shop, folder};
use serde_json::json;

const CLIENTS: usize = 64;
const ROUNDS: usize = 100;

/// A connection that stays open.
struct Client(BufReader<TcpStream>);

/// What came back.
struct Answer {
    status: u16,
    is_replayed: bool,
    body: Vec<u8>,
}

impl Client {
    fn open(shop: &Shop) -> io::Result<Self> {
        let stream = TcpStream::connect(shop.url.strip_prefix("http://").unwrap())?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Adds a product; its SKU is the key, too.
    fn post(&mut self, sku: &str) -> io::Result<Answer> {
        let body = json!({ "sku": sku, "name": "Kept", "price": 1 }).to_string();
        let request = format!(
            "POST /products HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n\
             idempotency-key: \"{sku}\"\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.get(9..12).and_then(|it| it.parse().ok());
        let status = status.ok_or(io::ErrorKind::UnexpectedEof)?;
        let (mut length, mut is_replayed) = (0, false);
        loop {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let header = line.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
            is_replayed |= header == "idempotency-replayed: true";
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(Answer { status, is_replayed, body })
    }
}

/// Writes from all clients until the shop is killed, after so many answers: what was acknowledged,
/// and what is in doubt.
fn round(mut shop: Shop, round: usize, kill_after: usize) -> (BTreeSet<String>, Vec<String>) {
    let (acknowledged, doubts) = (Mutex::new(BTreeSet::new()), Mutex::new(Vec::new()));
    let clients: Vec<Client> = (0..CLIENTS).map(|_| Client::open(&shop).unwrap()).collect();
    let count = AtomicUsize::new(0);
    let process = Mutex::new(&mut shop.process);
    thread::scope(|scope| {
        for (i, mut client) in clients.into_iter().enumerate() {
            let (acknowledged, doubts) = (&acknowledged, &doubts);
            let (count, process) = (&count, &process);
            scope.spawn(move || {
                for number in 0.. {
                    let sku = format!("R{round}-{i}-{number}");
                    let Ok(answer) = client.post(&sku) else {
                        doubts.lock().unwrap().push(sku);
                        return;
                    };
                    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
                    acknowledged.lock().unwrap().insert(sku);
                    if count.fetch_add(1, Ordering::Relaxed) == kill_after {
                        // SIGKILL, in the middle of the others' writes
                        process.lock().unwrap().kill().unwrap();
                    }
                }
            });
        }
    });
    (acknowledged.into_inner().unwrap(), doubts.into_inner().unwrap())
}

/// The SKUs of a round's products, each as often as it is there.
fn found(shop: &Shop, round: usize) -> Vec<String> {
    let mut found = Vec::new();
    let first = format!("/products?sku[prefix]=R{round}-&fields=sku&limit=200");
    let mut path = first.clone();
    loop {
        let page = shop.json(&path);
        for item in page["items"].as_array().unwrap() {
            found.push(item["sku"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else { return found };
        path = format!("{first}&cursor={next}");
    }
}

#[test]
fn what_was_acknowledged_survives_a_hundred_kills() {
    let folder = folder();
    let mut dice = 7_u64;
    let mut replayed = 0;
    let mut in_doubt = 0;
    let mut shop = Shop::start(folder.path(), &[]);
    for number in 0..ROUNDS {
        // Knuth's MMIX
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let kill_after = usize::try_from(dice >> 33).unwrap() % 100;
        let (mut expected, doubts) = round(shop, number, kill_after);
        shop = Shop::start(folder.path(), &[]);
        let mut client = Client::open(&shop).unwrap();
        for sku in doubts {
            in_doubt += 1;
            let first = client.post(&sku).unwrap();
            let second = client.post(&sku).unwrap();
            assert_eq!((first.status, second.status), (201, 201), "{sku}");
            assert!(second.is_replayed && first.body == second.body, "{sku}");
            replayed += usize::from(first.is_replayed);
            expected.insert(sku);
        }
        let found = found(&shop, number);
        let once: BTreeSet<String> = found.iter().cloned().collect();
        assert_eq!(found.len(), once.len(), "round {number}: a row is there twice");
        let lost: Vec<_> = expected.difference(&once).collect();
        assert!(lost.is_empty(), "round {number}: acknowledged and lost: {lost:?}");
        assert_eq!(once, expected, "round {number}: a row that nobody wrote");
    }
    drop(shop);
    println!("{in_doubt} writes were in doubt, {replayed} of them written");
    let db = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    let said: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
}
