//! `#[crud_api]` beside axum and rusqlite by hand: in this process, and over HTTP.
#![allow(missing_docs, unreachable_pub, reason = "a program")]

mod hand;
mod ours;
mod peers;

use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use dunder_benches::cpu::{self, Clock};
use dunder_benches::http::{Client, Request, Server, get, post};
use dunder_benches::{Bench, over, quartiles};
use hand::NewProduct;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

const HAND: &str = "by hand";
const OURS: &str = "dunder";
/// With a history of each row, which the others do not keep.
const AUDITED: &str = "dunder, audited";

/// Rows that are there before anything is measured.
const ROWS: usize = 10_000;

/// By hand, with a commit for each write.
const DIRECT: &str = "by hand, direct";

/// Set for the process that serves: which contestant, and its database.
const SERVE: &str = "DUNDER_BENCH_SERVE";
const DB: &str = "DUNDER_BENCH_DB";

fn main() {
    if let (Ok(name), Ok(db)) = (env::var(SERVE), env::var(DB)) {
        return serve(&name, Path::new(&db));
    }
    let mut bench = Bench::from_args();
    let folder = tempfile::tempdir().expect("a folder for the databases");
    in_process(&mut bench, folder.path());
    over_http(&mut bench, folder.path());
    peers::peers(&mut bench, folder.path());
    peers::direct(&mut bench, folder.path());
    peers::beside_writers(&mut bench, folder.path());
    bench.finish();
}

fn runtime() -> Runtime {
    // One worker, as each server has one processor to itself.
    Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

fn sku(n: usize) -> String {
    format!("SKU-{n:07}")
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "small")]
fn new_product(n: usize) -> NewProduct {
    NewProduct {
        sku: sku(n),
        name: format!("Product number {n}"),
        price: 0.25 + (n % 1000) as f64,
        quantity: n as i64 % 90,
        description: Some(format!("The {n}th of many products that are all alike")),
    }
}

/// An id among the first [`ROWS`], in no order that a cache would like.
fn id(n: usize) -> i64 {
    (n.wrapping_mul(2_654_435_761) % ROWS + 1).try_into().unwrap_or_default()
}

/// How many rows are created at a time.
const BATCH: usize = 64;

/// How many rows a list has.
const PAGE: usize = 20;

fn in_process(bench: &mut Bench, folder: &Path) {
    if !bench.wants("in process: read one")
        && !bench.wants("in process: list 20")
        && !bench.wants("in process: create, 64 at a time")
    {
        return;
    }
    let runtime = runtime();
    let hand = hand::Db::open(&folder.join("hand.db"), hand::TOGETHER).expect("a database");
    runtime.block_on(async {
        for batch in 0..ROWS / 100 {
            let rows = (0..100).map(|i| create(&hand, new_product(batch * 100 + i)));
            for row in tasks(rows).await {
                row.expect("a new product");
            }
        }
    });
    let db = runtime.block_on(ours::open(&folder.join("ours.db")));
    let ours = ours::Product::repo(&db);
    runtime.block_on(async {
        for batch in 0..ROWS / 100 {
            let rows = (0..100).map(|i| ours.create(ours::new(new_product(batch * 100 + i))));
            for row in tasks(rows.map(IntoFuture::into_future)).await {
                row.expect("a new product");
            }
        }
    });
    let (mut n, mut m) = (0, 0);
    bench
        .group("in process: read one")
        .clock(Clock::Process)
        .case(HAND, || {
            n += 1;
            runtime.block_on(async { hand.read(id(n)) }).expect("a row")
        })
        .case(OURS, || {
            m += 1;
            runtime.block_on(ours.read(id(m)).into_future()).expect("a row")
        })
        .goal("crud_read", OURS, HAND, 1.15)
        .run();
    bench
        .group("in process: list 20")
        .clock(Clock::Process)
        .case(HAND, || runtime.block_on(hand.list(0, PAGE)).expect("a page"))
        .case(OURS, || runtime.block_on(ours.list().limit(20).into_future()).expect("a page"))
        .goal("crud_list", OURS, HAND, 1.15)
        .run();
    let (mut n, mut m) = (ROWS, ROWS);
    bench
        .group("in process: create, 64 at a time")
        .clock(Clock::Process)
        .per(BATCH.try_into().unwrap_or_default())
        .case(HAND, || {
            n += BATCH;
            runtime.block_on(tasks((n - BATCH..n).map(|i| create(&hand, new_product(i)))))
        })
        .case(OURS, || {
            m += BATCH;
            let rows = (m - BATCH..m).map(|i| ours.create(ours::new(new_product(i))));
            runtime.block_on(tasks(rows.map(IntoFuture::into_future)))
        })
        .goal("crud_create", OURS, HAND, 1.15)
        .run();
}

/// Adds a row by hand, from a task of its own.
fn create(
    hand: &hand::Db,
    new: NewProduct,
) -> impl Future<Output = Result<hand::Product, hand::Refused>> + use<> {
    let hand = hand.clone();
    async move { hand.create(new).await }
}

/// Runs all at once, each a task of its own as a request is.
async fn tasks<F>(all: impl Iterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    all.collect::<JoinSet<_>>().join_all().await
}

/// The process that serves one contestant.
fn serve(name: &str, db: &Path) {
    cpu::pin(0, 0);
    runtime().block_on(async {
        let router = match name {
            OURS => ours::router(&ours::open(db).await),
            AUDITED => ours::audited::router(&ours::open_audited(db).await),
            HAND => hand::router(hand::Db::open(db, hand::TOGETHER).expect("a database")),
            DIRECT => hand::router(hand::Db::open(db, 1).expect("a database")),
            _ => unreachable!("no contestant `{name}`"),
        };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        println!("listening on http://{}", listener.local_addr().expect("an address"));
        axum::serve(listener, router).await.expect("a server");
    });
}

/// This program as the server of a contestant.
fn server_of(name: &str, db: &Path) -> Command {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.env(SERVE, name).env(DB, db);
    command
}

/// A server with its client, and what it has been sent.
struct Contestant {
    name: &'static str,
    server: Server,
    client: Client,
    created: usize,
    /// Microseconds of processor time for a request, by round, for each kind of request.
    spent: [Vec<f64>; 3],
}

/// A kind of request: its name, how many a round, the status, and the `n`th of them.
type Kind = (&'static str, usize, u16, fn(usize) -> Vec<u8>);

const KINDS: [Kind; 3] = [
    ("GET one", 4000, 200, |n| get(&format!("/products/{}", id(n)))),
    ("GET list of 20", 1000, 200, |_| get("/products?limit=20")),
    ("POST", 2000, 201, create_request),
];

/// Adds the `n`th product.
fn create_request(n: usize) -> Vec<u8> {
    let NewProduct { sku, name, price, quantity, description } = new_product(n);
    let json = serde_json::json!({
        "sku": sku,
        "name": name,
        "price": price,
        "quantity": quantity,
        "description": description,
    });
    post("/products", &json.to_string())
}

/// The kind that makes rows.
const POST: usize = 2;

impl Contestant {
    fn start(name: &'static str, command: &mut Command, connections: usize) -> Self {
        let server = Server::start(command);
        let mut client = Client::connect(server.port(), connections);
        // One after the other, so that the rows that are compared have the same ids.
        for n in 0..100 {
            client.send(&create_request(n));
        }
        client.load(100, ROWS - 100, 201, &(Arc::new(create_request) as Request));
        Self { name, server, client, created: ROWS, spent: [const { Vec::new() }; 3] }
    }

    /// Sends so many of a kind.
    fn round(&mut self, kinds: &[Kind; 3], kind: usize, many: usize) {
        let (_, _, status, request) = kinds[kind];
        let before = cpu::of_process(self.server.id());
        self.client.load(self.created, many, status, &(Arc::new(request) as Request));
        let spent = cpu::of_process(self.server.id()).saturating_sub(before);
        #[allow(clippy::cast_precision_loss, reason = "small")]
        self.spent[kind].push(spent.as_nanos() as f64 / 1e3 / many as f64);
        if kind == POST {
            self.created += many;
        }
    }
}

fn over_http(bench: &mut Bench, folder: &Path) {
    if !bench.wants("http") {
        return;
    }
    let start = |name, db| Contestant::start(name, &mut server_of(name, &folder.join(db)), 32);
    let mut all = [
        start(HAND, "hand-http.db"),
        start(OURS, "ours-http.db"),
        start(AUDITED, "audited-http.db"),
    ];
    // Only now: a child inherits where its parent may run.
    cpu::pin(0, 1);
    let [by_hand, ours, _] = &mut all;
    same_answers(&mut by_hand.client, &mut ours.client);
    let rounds = bench.rounds(15, 3);
    for round in 0..rounds {
        for (kind, (_, many, ..)) in KINDS.iter().enumerate() {
            for turn in 0..all.len() {
                let i = (round + turn) % all.len();
                all[i].round(&KINDS, kind, many / if bench.quick() { 4 } else { 1 });
            }
        }
    }
    for (kind, (name, ..)) in KINDS.iter().enumerate() {
        println!("\nhttp: {name}\n{:<34} {:>12} {:>8}", "", "us CPU", "ratio");
        for contestant in &all {
            let [_, typical, _] = quartiles(&contestant.spent[kind]);
            let [low, middle, high] =
                quartiles(&over(&contestant.spent[kind], &all[0].spent[kind]));
            println!("{:<34} {typical:>12.2} {middle:>8.3} {low:>8.2}-{high:.2}", contestant.name);
            match contestant.name {
                OURS => {
                    bench.record(["shop_get", "shop_list", "shop_post"][kind], middle, Some(1.05));
                }
                AUDITED if kind == POST => bench.record("shop_post_audited", middle, None),
                _ => {}
            }
        }
    }
}

/// Both answer alike, but for times and cursors; else they would not do the same work.
fn same_answers(by_hand: &mut Client, ours: &mut Client) {
    let wrong = r#"{"name":" ","price":-1,"quantity":-2,"sku":""}"#;
    for request in [
        get("/products/7"),
        get("/products?limit=20"),
        get("/products/0"),
        post("/products", wrong),
        post("/products", "{"),
    ] {
        let (theirs, our) = (by_hand.send(&request), ours.send(&request));
        let request = String::from_utf8_lossy(&request);
        assert_eq!(theirs.status, our.status, "{request}: {}", our.head);
        for header in ["content-type", "etag", "x-content-type-options"] {
            if theirs.status < 300 {
                assert_eq!(theirs.header(header), our.header(header), "{request}: {header}");
            }
        }
        if theirs.status < 300 {
            assert_eq!(timeless(&theirs.body), timeless(&our.body), "{request}");
        }
    }
}

/// A body without what differs from one run to the next.
fn timeless(body: &[u8]) -> serde_json::Value {
    let mut json: serde_json::Value = serde_json::from_slice(body).expect("JSON");
    let rows = match json.get_mut("items") {
        Some(serde_json::Value::Array(rows)) => std::mem::take(rows),
        _ => vec![json],
    };
    let rows = rows.into_iter().map(|mut row| {
        for time in ["created_at", "updated_at"] {
            let text = row[time].take();
            assert!(text.as_str().is_some_and(|text| text.ends_with('Z')), "{text}");
        }
        row
    });
    rows.collect()
}
