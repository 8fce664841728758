//! `#[validated]` beside the same rules by hand and in the words of its peers.
#![allow(missing_docs, unreachable_pub, reason = "a program")]

mod documents;
mod hand;
mod ours;
mod peers;
mod texts;

use std::array::from_fn;
use std::hint::black_box;

use dunder_benches::alloc::Counting;
use dunder_benches::loops::LOOPS;
use dunder_benches::{Bench, each_in_loops};
use garde::Validate as _;
use peers::{with_garde, with_nutype, with_serde_valid, with_validator};
use validator::Validate as _;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// So many values a call, so that the loop and a lucky branch weigh little.
const MANY: usize = 32;
const PER: u32 = 32;

const HAND: &str = "by hand";
const OURS: &str = "dunder";
const DESCRIPTOR: &str = "dunder, through a descriptor";
const ALL: [&str; 4] = ["garde", "validator", "serde_valid", "nutype"];

const NAMES: [&str; 4] = ["Laptop", "Mouse pad", "Schreibtischlampe, groß", "A4 paper, 500 sheets"];

fn name(i: usize) -> &'static str {
    NAMES[i % NAMES.len()]
}

#[allow(clippy::cast_precision_loss, reason = "small")]
fn price(i: usize) -> f64 {
    9.99 + i as f64
}

fn main() {
    let mut bench = Bench::from_args();
    valid(&mut bench);
    construct(&mut bench);
    setter(&mut bench);
    three_faults(&mut bench);
    texts::run(&mut bench);
    documents::run(&mut bench);
    bench.finish();
}

fn valid(bench: &mut Bench) {
    let mut hand: [_; MANY] = from_fn(|i| hand::Product::unchecked(name(i), price(i), 10));
    let mut ours: [_; MANY] = from_fn(|i| ours::Product::new(name(i), price(i), 10).unwrap());
    let mut garde: [_; MANY] =
        from_fn(|i| with_garde::Product { name: name(i).into(), price: price(i), quantity: 10 });
    let mut validator: [_; MANY] = from_fn(|i| with_validator::Product {
        name: name(i).into(),
        price: price(i),
        quantity: 10,
    });
    let mut serde_valid: [_; MANY] = from_fn(|i| with_serde_valid::Product {
        name: name(i).into(),
        price: price(i),
        quantity: 10,
    });
    bench
        .group("valid: check a product of 3 fields")
        .per(PER * LOOPS)
        .case(HAND, || each_in_loops!(hand, p => p.validate().is_ok()))
        .case(OURS, || each_in_loops!(ours, p => p.validate().is_ok()))
        .case("garde", || each_in_loops!(garde, p => p.validate().is_ok()))
        .case("validator", || each_in_loops!(validator, p => p.validate().is_ok()))
        .case(
            "serde_valid",
            || each_in_loops!(serde_valid, p => serde_valid::Validate::validate(p).is_ok()),
        )
        .goal("validate_valid", OURS, HAND, 1.05)
        .beats("validate_valid_vs_peers", OURS, &["garde", "validator", "serde_valid"])
        .allocations("validate_valid_allocations", OURS, 0.0)
        .run();
}

fn construct(bench: &mut Bench) {
    bench
        .group("new: make a valid product")
        .case(HAND, || hand::Product::new(black_box("Laptop"), black_box(9.99), black_box(10)))
        .case(OURS, || ours::Product::new(black_box("Laptop"), black_box(9.99), black_box(10)))
        .case("garde", || {
            let product = with_garde::Product {
                name: black_box("Laptop").into(),
                price: black_box(9.99),
                quantity: black_box(10),
            };
            product.validate().map(|()| product)
        })
        .case("nutype", || {
            let name = black_box("Laptop").into();
            with_nutype::Product::new(name, black_box(9.99), black_box(10))
        })
        .goal("validate_new", OURS, HAND, 1.10)
        .beats("validate_new_vs_peers", OURS, &["garde", "nutype"])
        .run();
}

fn setter(bench: &mut Bench) {
    let mut hand: [_; MANY] = from_fn(|i| hand::Product::unchecked(name(i), price(i), 10));
    let mut ours: [_; MANY] = from_fn(|i| ours::Product::new(name(i), price(i), 10).unwrap());
    let mut described: [_; MANY] =
        from_fn(|i| ours::Described::new(name(i), price(i), 10).unwrap());
    let mut nutype: [_; MANY] =
        from_fn(|i| with_nutype::Product::new(name(i).into(), price(i), 10).unwrap());
    bench
        .group("setter: set a price, valid")
        .per(PER * LOOPS)
        .case(HAND, || each_in_loops!(hand, p => p.set_price(black_box(11.5)).is_ok()))
        .case(OURS, || each_in_loops!(ours, p => p.set_price(black_box(11.5)).is_ok()))
        .case(DESCRIPTOR, || each_in_loops!(described, p => p.set_price(black_box(11.5)).is_ok()))
        .case("nutype", || {
            each_in_loops!(nutype, p => {
                let price = with_nutype::Price::try_new(black_box(11.5));
                price.map(|price| p.price = price).is_ok()
            })
        })
        .goal("validate_setter", OURS, HAND, 1.10)
        .goal("validate_setter_descriptor", DESCRIPTOR, HAND, 1.10)
        .beats("validate_setter_vs_peers", OURS, &["nutype"])
        .run();
}

fn three_faults(bench: &mut Bench) {
    let hand = hand::Product::unchecked("", -1.0, 0);
    let ours = ours::OpenProduct { name: String::new(), price: -1.0, quantity: 0 };
    let garde = with_garde::Product { name: String::new(), price: -1.0, quantity: 0 };
    let validator = with_validator::Product { name: String::new(), price: -1.0, quantity: 0 };
    let serde_valid = with_serde_valid::Product { name: String::new(), price: -1.0, quantity: 0 };
    bench
        .group("faults: check a product with 3 faults")
        .case(HAND, || black_box(&hand).validate())
        .case(OURS, || black_box(&ours).validate())
        .case("garde", || black_box(&garde).validate())
        .case("validator", || black_box(&validator).validate())
        .case("serde_valid", || serde_valid::Validate::validate(black_box(&serde_valid)))
        .case("nutype", || with_nutype::Product::new(String::new(), black_box(-1.0), black_box(0)))
        .goal("validate_3_faults", OURS, HAND, 1.0)
        .beats("validate_3_faults_vs_peers", OURS, &ALL)
        .allocations("validate_3_faults_allocations", OURS, 3.0)
        .run();
}
