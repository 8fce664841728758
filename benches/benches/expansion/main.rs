//! What the compiler pays for an annotated item: beside derives of others and code by hand.
#![allow(missing_docs, unreachable_pub, reason = "a program")]

mod class_cost;
mod classes;
mod compiler;
mod sources;

use std::collections::BTreeMap;

use compiler::{Compiler, Spent};
use dunder_benches::{Bench, over, quartiles};
use sources::{EDITED, ROOMS, Room, Source};

/// What the checks of each crate took.
type Times = BTreeMap<String, Vec<Spent>>;

/// Items in each generated crate.
const ITEMS: usize = 200;

fn main() {
    let mut bench = Bench::from_args();
    let rooms: Vec<&Room> = ROOMS.iter().filter(|room| bench.wants(room.name)).collect();
    if !rooms.is_empty() {
        measure_rooms(&mut bench, &rooms);
    }
    if bench.wants("class") {
        class_cost::measure(&mut bench, "expansion_class", false);
    }
    if bench.wants("class_optimized") {
        class_cost::measure(&mut bench, "expansion_class_optimized", true);
    }
    bench.finish();
}

/// Measures crates of items that do not depend on each other.
fn measure_rooms(bench: &mut Bench, rooms: &[&Room]) {
    let compiler = Compiler::new(&[
        "validated",
        "singleton",
        "plugin",
        "logged",
        "crud_api",
        "dict",
        "proto",
        "packed",
        "graph",
    ]);
    let names: Vec<String> = rooms.iter().flat_map(|room| write(&compiler, room)).collect();
    let times = measure(&compiler, &names, bench.rounds(15, 3));
    for room in rooms {
        report(bench, room, &times);
    }
    if rooms.iter().any(|room| room.name == "rules") {
        edits(bench);
    }
}

/// The name of a variant's crate.
fn of(room: &Room, variant: &str) -> String {
    format!("{}_{variant}", room.name)
}

/// Writes the crates of a room; returns their names.
fn write(compiler: &Compiler, room: &Room) -> Vec<String> {
    let mut names = Vec::new();
    let mut write = |variant: &str, text: &str| {
        let name = of(room, variant);
        compiler.write(&name, text);
        names.push(name);
    };
    for (variant, source) in variants(room) {
        write(variant, &text(source));
    }
    names
}

/// All contestants of a room.
fn variants(room: &Room) -> impl Iterator<Item = (&'static str, Source)> {
    let own = [("plain", room.plain), ("ours", room.ours)];
    own.into_iter().chain(room.hand.map(|hand| ("hand", hand))).chain(room.peers.iter().copied())
}

/// The text of a crate.
fn text(Source(above, item): Source) -> String {
    let items: String = (0..ITEMS).map(item).collect();
    format!("#![allow(dead_code)]\n{above}\n{items}")
}

/// Notes what a check after an edit takes, as the study did whose goals these are: five fields, the
/// checks by hand tell field and code, a constant is added below all structs, and all of the check
/// counts, since a user waits for all of it.
fn edits(bench: &mut Bench) {
    let compiler = Compiler::of("expansion_rules", &["validated"], false);
    let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for round in 0..=bench.rounds(15, 3) {
        for (variant, Source(above, item)) in EDITED {
            let name = format!("edited_{variant}");
            let items: String = (0..ITEMS).map(item).collect();
            let edit = format!("pub const EDIT{round}: usize = {round};\n");
            compiler.write(&name, &format!("#![allow(dead_code)]\n{above}\n{items}{edit}"));
            let spent = compiler.check_again(&name);
            // The first round keeps nothing yet.
            if round > 0 {
                times.entry(variant).or_default().push(spent);
            }
        }
    }
    println!("\nrules: ms of processor time for a check of {ITEMS} items after an edit");
    for (variant, spent) in &times {
        println!("{variant:<16} {:>10.0}", quartiles(spent)[1]);
    }
    let ratio = |base: &str| quartiles(&over(&times["ours"], &times[base]))[1];
    bench.record("expansion_rules_edit_vs_hand", ratio("hand"), Some(2.0));
    bench.record("expansion_rules_edit_vs_garde", ratio("garde"), Some(0.5));
}

/// What each crate took, by round; all take a turn in each.
fn measure(compiler: &Compiler, names: &[String], rounds: usize) -> Times {
    let mut times = Times::new();
    for round in 0..=rounds {
        for turn in 0..names.len() {
            let name = &names[(round + turn) % names.len()];
            let spent = compiler.check(name);
            // The first round only warms the caches.
            if round > 0 {
                times.entry(name.clone()).or_default().push(spent);
            }
        }
    }
    times
}

/// Prints a room's table and notes its ratios.
fn report(bench: &mut Bench, room: &Room, times: &Times) {
    let hand = room.hand.map(|_| "hand");
    let peers: Vec<&str> = room.peers.iter().map(|(peer, _)| *peer).collect();
    // What a variant costs beyond the plain items, in each round: to expand, and to check.
    let beyond = |variant: &str| -> (Vec<f64>, Vec<f64>) {
        let (spent, plain) = (&times[&of(room, variant)], &times[&of(room, "plain")]);
        let more = spent.iter().zip(plain).map(|(a, b)| {
            let expanding = a.expanding - b.expanding;
            (expanding, a.all - b.all - expanding)
        });
        more.unzip()
    };
    let both = |variant: &str| -> Vec<f64> {
        let (expanding, checking) = beyond(variant);
        expanding.iter().zip(checking).map(|(a, b)| a + b).collect()
    };
    let median = |values: &[f64]| quartiles(values)[1];
    println!(
        "\n{}: us of processor time for one of {ITEMS} items, beyond the plain one\n{:<16} {:>10} {:>10} {:>10}",
        room.name, "", "expanding", "checking", "both"
    );
    for variant in ["ours"].into_iter().chain(hand).chain(peers.iter().copied()) {
        let (expanding, checking) = beyond(variant);
        let each = [expanding, checking, both(variant)].map(|ms| median(&ms) * 1e3 / items());
        println!("{variant:<16} {:>10.0} {:>10.0} {:>10.0}", each[0], each[1], each[2]);
    }
    for peer in peers {
        let (name, bar) = match (room.name, peer) {
            ("validated", _) => (format!("expansion_vs_{peer}"), Some(0.5)),
            ("proto", _) => (format!("expansion_proto_vs_{peer}"), Some(0.5)),
            ("derives", _) => (format!("expansion_derives_vs_{peer}"), Some(0.6)),
            ("rules", _) => (format!("expansion_rules_vs_{peer}"), Some(1.0)),
            _ => (format!("expansion_{}_vs_{peer}", room.name), None),
        };
        bench.record(name, median(&over(&both("ours"), &both(peer))), bar);
    }
    let named = |what: &str| match room.name {
        "validated" => what.to_owned(),
        name => format!("{what}_{name}"),
    };
    let (expanding, checking) = beyond("ours");
    if let Some(hand) = hand {
        let ratio = median(&over(&checking, &both(hand)));
        bench.record(named("expansion_vs_hand"), ratio, Some(1.3));
    }
    bench.record(named("expansion_ms"), median(&expanding) / items(), Some(0.6));
}

#[allow(clippy::cast_precision_loss, reason = "small")]
fn items() -> f64 {
    ITEMS as f64
}
