//! The shop where nothing more can be written: it says so, loses nothing, and goes on when there is
//! room again.
#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use common::{Shop, folder, header};
use serde_json::{Value, json};

/// Posts from some clients at once until one of them is told that there is no room; the SKUs that
/// were acknowledged.
fn fill(shop: &Shop, name: &str) -> BTreeSet<String> {
    let acknowledged = Mutex::new(BTreeSet::new());
    thread::scope(|scope| {
        for client in 0..16 {
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                for number in 0..2000 {
                    let sku = format!("{name}-{client}-{number}");
                    let long = "x".repeat(2000);
                    let body =
                        json!({ "sku": sku, "name": "Big", "price": 1, "description": long });
                    let mut answer = shop.post("/products", &body).unwrap();
                    if answer.status() == 201 {
                        acknowledged.lock().unwrap().insert(sku);
                        continue;
                    }
                    assert_eq!(answer.status(), 507);
                    assert_eq!(header(&answer, "content-type"), "application/problem+json");
                    let problem: Value = answer.body_mut().read_json().unwrap();
                    assert_eq!(problem["type"], "urn:dunder:error:full", "{problem}");
                    return;
                }
                panic!("there is always room");
            });
        }
    });
    acknowledged.into_inner().unwrap()
}

/// The SKUs of what [`fill`] has added.
fn found(shop: &Shop) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let first = "/products?name=Big&fields=sku&limit=200";
    let mut path = first.to_owned();
    loop {
        let page = shop.json(&path);
        let items = page["items"].as_array().unwrap();
        found.extend(items.iter().map(|item| item["sku"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { return found };
        path = format!("{first}&cursor={next}");
    }
}

fn vase(number: u32) -> Value {
    json!({ "sku": format!("VASE-{number}"), "name": "Vase", "price": 25 })
}

/// A command that sees a disk of four megabytes in a folder; `None` where the system allows none.
fn with_a_small_disk(folder: &Path) -> Option<Command> {
    let mount = r#"mount -t tmpfs -o size=4m none "$0" && exec "$@""#;
    let make = |program: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", mount]);
        command.arg(folder).arg(program).current_dir(folder);
        command
    };
    let tried = make("true").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !tried.is_ok_and(|status| status.success()) {
        println!("skipped: no file system can be mounted here");
        return None;
    }
    Some(make(env!("CARGO_BIN_EXE_shop")))
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let folder = folder();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let Some(mut command) = with_a_small_disk(&disk) else { return };
    let db = disk.join("shop.db");
    let shop = Shop::run(command.args(["--port", "0", "--db"]).arg(&db).stdin(Stdio::null()));
    // the disk as the shop sees it
    let seen = PathBuf::from(format!("/proc/{}/root", shop.process.id()));
    let ballast = seen.join(disk.strip_prefix("/").unwrap()).join("ballast");
    fs::File::create(&ballast).unwrap().write_all(&vec![0; 1 << 20]).unwrap();

    let mut kept = fill(&shop, "A");
    // three megabytes of log, of which a write that shares its commit with no other takes 30 kB
    assert!(kept.len() > 50, "{}", kept.len());
    // who reads does not mind
    assert_eq!(found(&shop), kept);
    assert_eq!(shop.json("/products/1")["sku"], "LAMP-01");
    let refused = shop.agent.patch(format!("{}/products/1", shop.url));
    let refused = refused.header("content-type", "application/json");
    let refused = refused.send(json!({ "description": "y".repeat(2000) }).to_string()).unwrap();
    assert!(matches!(refused.status().as_u16(), 200 | 507), "{}", refused.status());

    fs::remove_file(&ballast).unwrap();
    for number in 0..20 {
        assert_eq!(shop.post("/products", &vase(number)).unwrap().status(), 201, "{number}");
    }
    kept.extend(fill(&shop, "B"));
    assert_eq!(found(&shop), kept, "what was acknowledged, and nothing that was refused");
}

#[test]
fn a_limit_on_files_is_said_and_the_rows_are_there_when_it_is_lifted() {
    let folder = folder();
    // 4 MB a file; without its default, the signal would end the shop
    let limited = r#"trap "" XFSZ; ulimit -S -f 8192; exec "$0" "$@""#;
    let mut command = Command::new("sh");
    command.args(["-c", limited, env!("CARGO_BIN_EXE_shop"), "--port", "0"]);
    let shop = Shop::run(command.current_dir(folder.path()).stdin(Stdio::null()));
    let mut kept = fill(&shop, "A");
    assert!(kept.len() > 50, "{}", kept.len());
    assert_eq!(found(&shop), kept);
    let id = shop.process.id().to_string();
    let lifted = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited:"]).status();
    if lifted.is_ok_and(|status| status.success()) {
        assert_eq!(shop.post("/products", &vase(1)).unwrap().status(), 201);
        let more = json!({ "sku": "A-x", "name": "Big", "price": 1 });
        assert_eq!(shop.post("/products", &more).unwrap().status(), 201);
        kept.insert("A-x".into());
    } else {
        println!("the rest is skipped: `prlimit` lifts no limit here");
    }
    drop(shop);
    let shop = Shop::start(folder.path(), &[]);
    assert_eq!(found(&shop), kept, "what was acknowledged, and nothing that was refused");
    drop(shop);
    let db = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    let said: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
}
