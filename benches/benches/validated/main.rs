//! `#[validated]` beside the same rules by hand and in the words of its peers.
#![allow(missing_docs, unreachable_pub, reason = "a program")]

mod hand;
mod ours;
mod peers;

use std::array::from_fn;
use std::hint::black_box;

use dunder_benches::Bench;
use dunder_benches::alloc::Counting;
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
    email(&mut bench);
    nested(&mut bench);
    bench.finish();
}

fn valid(bench: &mut Bench) {
    let hand: [_; MANY] = from_fn(|i| hand::Product::unchecked(name(i), price(i), 10));
    let ours: [_; MANY] = from_fn(|i| ours::Product::new(name(i), price(i), 10).unwrap());
    let garde: [_; MANY] =
        from_fn(|i| with_garde::Product { name: name(i).into(), price: price(i), quantity: 10 });
    let validator: [_; MANY] = from_fn(|i| with_validator::Product {
        name: name(i).into(),
        price: price(i),
        quantity: 10,
    });
    let serde_valid: [_; MANY] = from_fn(|i| with_serde_valid::Product {
        name: name(i).into(),
        price: price(i),
        quantity: 10,
    });
    bench
        .group("valid: check a product of 3 fields")
        .per(PER)
        .case(HAND, || hand.iter().all(|p| black_box(p).validate().is_ok()))
        .case(OURS, || ours.iter().all(|p| black_box(p).validate().is_ok()))
        .case("garde", || garde.iter().all(|p| black_box(p).validate().is_ok()))
        .case("validator", || validator.iter().all(|p| black_box(p).validate().is_ok()))
        .case("serde_valid", || {
            serde_valid.iter().all(|p| serde_valid::Validate::validate(black_box(p)).is_ok())
        })
        .goal("validate_valid", OURS, HAND, 1.10)
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
        .run();
}

const LOOPS: u32 = 5;

/// Sets in loops that lie at different addresses, since one set takes two cycles, and the place of
/// its loop can add half of that. A closure for each, so that each is inlined.
macro_rules! sets {
    ($all:expr, $value:ident => $set:expr) => {
        one::<_, 0>(&mut $all, |$value| $set)
            & one::<_, 1>(&mut $all, |$value| $set)
            & one::<_, 2>(&mut $all, |$value| $set)
            & one::<_, 3>(&mut $all, |$value| $set)
            & one::<_, 4>(&mut $all, |$value| $set)
    };
}

fn setter(bench: &mut Bench) {
    let mut hand: [_; MANY] = from_fn(|i| hand::Product::unchecked(name(i), price(i), 10));
    let mut ours: [_; MANY] = from_fn(|i| ours::Product::new(name(i), price(i), 10).unwrap());
    let mut nutype: [_; MANY] =
        from_fn(|i| with_nutype::Product::new(name(i).into(), price(i), 10).unwrap());
    bench
        .group("setter: set a price, valid")
        .per(PER * LOOPS)
        .case(HAND, || sets!(hand, p => p.set_price(black_box(11.5)).is_ok()))
        .case(OURS, || sets!(ours, p => p.set_price(black_box(11.5)).is_ok()))
        .case("nutype", || {
            sets!(nutype, p => {
                let price = with_nutype::Price::try_new(black_box(11.5));
                price.map(|price| p.price = price).is_ok()
            })
        })
        .goal("validate_setter", OURS, HAND, 1.15)
        .run();
}

#[inline(never)]
fn one<T, const PLACE: usize>(all: &mut [T], set: impl Fn(&mut T) -> bool) -> bool {
    black_box(PLACE);
    all.iter_mut().all(|value| set(black_box(value)))
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
        .run();
}

const EMAIL: &str = "alice.smith@mail.example.com";

fn email(bench: &mut Bench) {
    let hand = hand::User { name: "Alice Smith".into(), email: EMAIL.into(), age: 42 };
    let ours = ours::User { name: "Alice Smith".into(), email: EMAIL.into(), age: 42 };
    let garde = with_garde::User { name: "Alice Smith".into(), email: EMAIL.into(), age: 42 };
    let validator =
        with_validator::User { name: "Alice Smith".into(), email: EMAIL.into(), age: 42 };
    bench
        .group("email: check a user with an e-mail address")
        .case(HAND, || black_box(&hand).validate())
        .case(OURS, || black_box(&ours).validate())
        .case("garde", || black_box(&garde).validate())
        .case("validator", || black_box(&validator).validate())
        .goal("validate_email", OURS, HAND, 1.10)
        .run();
}

/// 1000 items from (sku, quantity, price); a bad one has two faults.
fn items<T>(bad: bool, make: impl Fn(String, i64, f64) -> T) -> Vec<T> {
    let item = |i| if bad { ("bad".into(), 0) } else { (format!("ABC-{i:04}"), 5) };
    (0..1000).map(item).map(|(sku, quantity)| make(sku, quantity, 9.99)).collect()
}

fn nested(bench: &mut Bench) {
    for bad in [false, true] {
        let hand = hand::Order {
            items: items(bad, |sku, quantity, price| hand::Item { sku, quantity, price }),
        };
        let ours = ours::Order {
            items: items(bad, |sku, quantity, price| ours::Item { sku, quantity, price }),
        };
        let garde = with_garde::Order {
            items: items(bad, |sku, quantity, price| with_garde::Item { sku, quantity, price }),
        };
        let validator = with_validator::Order {
            items: items(bad, |sku, quantity, price| with_validator::Item { sku, quantity, price }),
        };
        let serde_valid = with_serde_valid::Order {
            items: items(bad, |sku, quantity, price| with_serde_valid::Item {
                sku,
                quantity,
                price,
            }),
        };
        let (group, goal, bar) = if bad {
            let group = "nested, faults: check an order of 1000 items with 2000 faults";
            (group, "validate_2000_faults", 0.35)
        } else {
            ("nested, valid: check an order of 1000 items", "validate_nested_1000", 1.10)
        };
        bench
            .group(group)
            .case(HAND, || black_box(&hand).validate())
            .case(OURS, || black_box(&ours).validate())
            .case("garde", || black_box(&garde).validate())
            .case("validator", || black_box(&validator).validate())
            .case("serde_valid", || serde_valid::Validate::validate(black_box(&serde_valid)))
            .goal(goal, OURS, HAND, bar)
            .run();
    }
}
