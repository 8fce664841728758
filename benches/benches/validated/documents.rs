//! Whole documents: an order of 1000 items, and what is read from JSON.

use std::hint::black_box;

use dunder_benches::Bench;
use garde::Validate as _;
use serde::de::DeserializeOwned;
use validator::Validate as _;

use crate::peers::{with_garde, with_nutype, with_serde_valid, with_validator};
use crate::{HAND, OURS, hand, ours};

pub fn run(bench: &mut Bench) {
    nested(bench);
    linear(bench);
    read_product(bench);
    read_order(bench);
}

const PEERS: [&str; 3] = ["garde", "validator", "serde_valid"];

/// Items from (sku, quantity, price); a bad one has two faults.
fn items<T>(count: usize, bad: bool, make: impl Fn(String, i64, f64) -> T) -> Vec<T> {
    let item = |i| if bad { ("bad".into(), 0) } else { (format!("ABC-{i:04}"), 5) };
    (0..count).map(item).map(|(sku, quantity)| make(sku, quantity, 9.99)).collect()
}

fn nested(bench: &mut Bench) {
    for bad in [false, true] {
        let hand = hand::Order { items: items(1000, bad, hand::Item::new) };
        let ours = ours::Order { items: items(1000, bad, ours::Item::open) };
        let garde = with_garde::Order {
            items: items(1000, bad, |sku, quantity, price| with_garde::Item {
                sku,
                quantity,
                price,
            }),
        };
        let validator = with_validator::Order {
            items: items(1000, bad, |sku, quantity, price| with_validator::Item {
                sku,
                quantity,
                price,
            }),
        };
        let serde_valid = with_serde_valid::Order {
            items: items(1000, bad, |sku, quantity, price| with_serde_valid::Item {
                sku,
                quantity,
                price,
            }),
        };
        let group = if bad {
            "nested, faults: check an order of 1000 items with 2000 faults"
        } else {
            "nested, valid: check an order of 1000 items"
        };
        let group = bench
            .group(group)
            .case(HAND, || black_box(&hand).validate())
            .case(OURS, || black_box(&ours).validate())
            .case("garde", || black_box(&garde).validate())
            .case("validator", || black_box(&validator).validate())
            .case("serde_valid", || serde_valid::Validate::validate(black_box(&serde_valid)));
        if bad {
            group
                .goal("validate_2000_faults", OURS, HAND, 0.35)
                .beats("validate_2000_faults_vs_peers", OURS, &PEERS)
                .allocations("validate_2000_faults_allocations", OURS, 40.0)
                .run();
        } else {
            group
                .goal("validate_nested_1000", OURS, HAND, 1.10)
                .beats("validate_nested_1000_vs_peers", OURS, &PEERS)
                .allocations("validate_nested_1000_allocations", OURS, 0.0)
                .run();
        }
    }
}

/// Twice as many faults as fit in a report, and eight times as many items: the rest is only passed.
fn linear(bench: &mut Bench) {
    let few = ours::Order { items: items(500, true, ours::Item::open) };
    let many = ours::Order { items: items(4000, true, ours::Item::open) };
    let (few_good, many_good) = (
        ours::Order { items: items(500, false, ours::Item::open) },
        ours::Order { items: items(4000, false, ours::Item::open) },
    );
    bench
        .group("linear: eight times the items")
        .case("500 items", || black_box(&few_good).validate())
        .case("4000 items", || black_box(&many_good).validate())
        .case("500 items, 1000 faults", || black_box(&few).validate())
        .case("4000 items, 8000 faults", || black_box(&many).validate())
        .goal("validate_8_times_the_items", "4000 items", "500 items", 9.0)
        .goal(
            "validate_8_times_the_faults",
            "4000 items, 8000 faults",
            "500 items, 1000 faults",
            9.0,
        )
        .run();
}

const PLAIN: &str = "serde, no rules";

fn read<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(black_box(json)).unwrap()
}

fn read_product(bench: &mut Bench) {
    let json = r#"{"name":"Schreibtischlampe","price":49.9,"quantity":12}"#;
    bench
        .group("read: a product from JSON, and its rules")
        .case(PLAIN, || read::<hand::Plain>(json))
        .case(HAND, || {
            let product = read::<hand::Product>(json);
            product.validate().map(|()| product)
        })
        .case(OURS, || read::<ours::Product>(json))
        .case("dunder, from_json", || ours::Document::from_json(black_box(json.as_bytes())))
        .case("garde", || {
            let product = read::<with_garde::Product>(json);
            product.validate().map(|()| product)
        })
        .case("validator", || {
            let product = read::<with_validator::Product>(json);
            product.validate().map(|()| product)
        })
        .case("serde_valid", || {
            let product = read::<with_serde_valid::Product>(json);
            serde_valid::Validate::validate(&product).map(|()| product)
        })
        .case("nutype", || read::<with_nutype::Product>(json))
        .goal("validate_read", OURS, PLAIN, 1.15)
        .goal("validate_read_from_json", "dunder, from_json", PLAIN, None)
        .beats("validate_read_vs_peers", OURS, &crate::ALL)
        .run();
}

fn read_order(bench: &mut Bench) {
    let items = items(100, false, |sku, quantity, price| {
        format!(r#"{{"sku":"{sku}","quantity":{quantity},"price":{price}}}"#)
    });
    let json = format!(r#"{{"items":[{}]}}"#, items.join(","));
    let json = json.as_str();
    bench
        .group("read, nested: an order of 100 items from JSON, and its rules")
        .case(PLAIN, || read::<hand::PlainOrder>(json))
        .case(HAND, || {
            let order = read::<hand::Order>(json);
            order.validate().map(|()| order)
        })
        .case(OURS, || read::<ours::Order>(json))
        .case("garde", || {
            let order = read::<with_garde::Order>(json);
            order.validate().map(|()| order)
        })
        .case("validator", || {
            let order = read::<with_validator::Order>(json);
            order.validate().map(|()| order)
        })
        .case("serde_valid", || {
            let order = read::<with_serde_valid::Order>(json);
            serde_valid::Validate::validate(&order).map(|()| order)
        })
        .goal("validate_read_nested", OURS, PLAIN, 1.15)
        .beats("validate_read_nested_vs_peers", OURS, &PEERS)
        .run();
}
