//! The routes beside those of axum + sqlx and of FastAPI, beside a commit for each write, and beside
//! writers that keep the store busy.

use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use dunder_benches::cpu;
use dunder_benches::http::{Client, Request, get};
use dunder_benches::{Bench, over, quartiles};

use crate::{Contestant, DIRECT, Kind, OURS, create_request, id, server_of};

const SQLX: &str = "axum + sqlx";
const FASTAPI: &str = "FastAPI + SQLModel";

const KINDS: [Kind; 3] = [
    ("GET one", 4000, 200, |n| get(&format!("/products/{}", id(n)))),
    ("GET list of 50", 1000, 200, |_| get("/products?limit=50")),
    ("POST, 32 at a time", 2000, 201, create_request),
];

/// What a program of others is started as; `None`, and a word, where it is not there.
fn program(name: &str, variable: &str, arguments: &[&str]) -> Option<Command> {
    let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) else {
        println!("skipped: {name}, since {variable} is not set; `benches/peers.sh` sets it");
        return None;
    };
    // on one processor, as ours
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(path).args(arguments);
    Some(command)
}

/// Processor time of a request, beside the peers that are there.
pub fn peers(bench: &mut Bench, folder: &Path) {
    if !bench.wants("peers") {
        return;
    }
    let app = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/fastapi/app.py");
    let mut all =
        vec![Contestant::start(OURS, &mut server_of(OURS, &folder.join("ours-peers.db")), 32)];
    let mut add = |name, variable, arguments: &[&str], db: &str| {
        if let Some(mut command) = program(name, variable, arguments) {
            all.push(Contestant::start(name, command.arg(folder.join(db)), 32));
        }
    };
    add(SQLX, "DUNDER_BENCH_SQLX", &[], "sqlx.db");
    add(FASTAPI, "DUNDER_BENCH_FASTAPI", &[app], "fastapi.db");
    // Only now: a child inherits where its parent may run.
    cpu::pin(0, 1);
    for round in 0..bench.rounds(11, 3) {
        for (kind, (_, many, ..)) in KINDS.iter().enumerate() {
            for turn in 0..all.len() {
                let i = (round + turn) % all.len();
                let less = if bench.quick() { 4 } else { 1 };
                let less = if all[i].name == FASTAPI { less * 5 } else { less };
                all[i].round(&KINDS, kind, many / less);
            }
        }
    }
    for (kind, (name, ..)) in KINDS.iter().enumerate() {
        println!("\npeers: {name}\n{:<34} {:>12} {:>8}", "", "us CPU", "ours over");
        for peer in &all {
            let [_, typical, _] = quartiles(&peer.spent[kind]);
            let [low, middle, high] = quartiles(&over(&all[0].spent[kind], &peer.spent[kind]));
            println!("{:<34} {typical:>12.2} {middle:>8.3} {low:>8.3}-{high:.3}", peer.name);
            let names = match peer.name {
                SQLX => [("get_vs_sqlx", 0.45), ("list_vs_sqlx", 0.65), ("post_vs_sqlx", 0.2)],
                FASTAPI => [
                    ("get_vs_fastapi", 1.0 / 40.0),
                    ("list_vs_fastapi", 1.0 / 25.0),
                    ("post_vs_fastapi", 1.0 / 60.0),
                ],
                _ => continue,
            };
            let (ratio, bar) = names[kind];
            bench.record(format!("shop_{ratio}"), middle, Some(bar));
        }
    }
}

/// Durable writes from 128 connections, by the clock on the wall: it is the disk that is waited for.
pub fn direct(bench: &mut Bench, folder: &Path) {
    if !bench.wants("direct") {
        return;
    }
    let start = |name, db| Contestant::start(name, &mut server_of(name, &folder.join(db)), 128);
    let mut all = [start(DIRECT, "direct.db"), start(OURS, "ours-direct.db")];
    cpu::pin(0, 1);
    let mut millis = [Vec::new(), Vec::new()];
    for _ in 0..bench.rounds(9, 3) {
        for (contestant, millis) in all.iter_mut().zip(&mut millis) {
            let many = if contestant.name == DIRECT { 512 } else { 4096 };
            let begun = Instant::now();
            let request = Arc::new(create_request) as Request;
            contestant.client.load(contestant.created, many, 201, &request);
            contestant.created += many;
            #[allow(clippy::cast_precision_loss, reason = "small")]
            millis.push(begun.elapsed().as_secs_f64() * 1e3 / many as f64);
        }
    }
    let [direct, ours] = &millis;
    println!("\ndirect: POST, 128 at a time, a second\n");
    for (name, millis) in [(DIRECT, direct), (OURS, ours)] {
        println!("{name:<34} {:>12.0}", 1e3 / quartiles(millis)[1]);
    }
    bench.record("shop_post_128_vs_direct", quartiles(&over(ours, direct))[1], Some(0.1));
}

/// The time that 99 of 100 reads take at most, with 64 clients beside them that write all the time.
pub fn beside_writers(bench: &mut Bench, folder: &Path) {
    if !bench.wants("latency") {
        return;
    }
    let db = folder.join("ours-latency.db");
    let mut server = Contestant::start(OURS, &mut server_of(OURS, &db), 32);
    cpu::pin(0, 1);
    let read = Arc::new(|n| get(&format!("/products/{}", id(n)))) as Request;
    let p99 = |client: &mut Client| -> Duration {
        let times = client.latencies(0, 8000, 200, &read);
        times[times.len() * 99 / 100]
    };
    let (mut idle, mut busy, mut speeds) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..bench.rounds(9, 3) {
        idle.push(p99(&mut server.client).as_secs_f64() * 1e3);
        let (port, stop) = (server.server.port(), Arc::new(AtomicBool::new(false)));
        let first = server.created + round * 10_000_000;
        let (told, wrote) = channel();
        let sent = Arc::new(AtomicUsize::new(0));
        let writers = {
            let (stop, sent) = (Arc::clone(&stop), Arc::clone(&sent));
            thread::spawn(move || {
                let mut client = Client::connect(port, 64);
                let request = Arc::new(move |n| {
                    sent.fetch_add(1, Ordering::Relaxed);
                    create_request(n)
                }) as Request;
                for batch in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    client.load(first + batch * 640, 640, 201, &request);
                    let _ = told.send(());
                }
            })
        };
        // all of them have begun
        wrote.recv().expect("writers that write");
        let (begun, before) = (Instant::now(), sent.load(Ordering::Relaxed));
        busy.push(p99(&mut server.client).as_secs_f64() * 1e3);
        #[allow(clippy::cast_precision_loss, reason = "small")]
        let meanwhile = (sent.load(Ordering::Relaxed) - before) as f64;
        speeds.push(meanwhile / begun.elapsed().as_secs_f64());
        stop.store(true, Ordering::Relaxed);
        writers.join().expect("the writers");
    }
    let [_, before, _] = quartiles(&idle);
    let [_, beside, _] = quartiles(&busy);
    println!("\nlatency: p99 of GET, 32 at a time: {before:.2} ms, {beside:.2} beside 64 writers");
    println!("{:.0} writes a second meanwhile", quartiles(&speeds)[1]);
    bench.record("shop_get_p99_beside_writers", quartiles(&over(&busy, &idle))[1], Some(3.0));
}
