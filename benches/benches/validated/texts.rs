//! Texts with a form: e-mail addresses, and a pattern of fixed length.

use std::array::from_fn;
use std::hint::black_box;

use dunder_benches::Bench;
use garde::Validate as _;
use validator::Validate as _;

use crate::peers::{with_garde, with_nutype, with_serde_valid, with_validator};
use crate::{HAND, MANY, OURS, PER, hand, ours};

pub fn run(bench: &mut Bench) {
    email(bench);
    long_email(bench);
    pattern(bench);
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
        .beats("validate_email_vs_peers", OURS, &["garde", "validator"])
        .allocations("validate_email_allocations", OURS, 0.0)
        .run();
}

/// Only whether it is one: what a report costs is measured where the faults are.
fn long_email(bench: &mut Bench) {
    let text = format!("{}@example.com", "a".repeat(10_000));
    let hand = hand::User { name: "Alice Smith".into(), email: text.clone(), age: 42 };
    let ours = ours::User { name: "Alice Smith".into(), email: text.clone(), age: 42 };
    let garde = with_garde::User { name: "Alice Smith".into(), email: text.clone(), age: 42 };
    let validator = with_validator::User { name: "Alice Smith".into(), email: text, age: 42 };
    bench
        .group("email, 10 kB: refuse a user with a long one")
        .case(HAND, || black_box(&hand).validate().is_ok())
        .case(OURS, || black_box(&ours).is_valid())
        .case("dunder, with a report", || black_box(&ours).validate())
        .case("garde", || black_box(&garde).validate().is_ok())
        .case("validator", || black_box(&validator).validate().is_ok())
        .nanos("validate_email_10kb_ns", OURS, 50.0)
        .nanos("validate_email_10kb_report_ns", "dunder, with a report", 50.0)
        .beats("validate_email_10kb_vs_peers", OURS, &["garde", "validator"])
        .run();
}

fn pattern(bench: &mut Bench) {
    let sku = |i: usize| format!("ABC-{i:04}");
    let hand: [_; MANY] = from_fn(|i| hand::Code { sku: sku(i) });
    let ours: [_; MANY] = from_fn(|i| ours::Code { sku: sku(i) });
    let garde: [_; MANY] = from_fn(|i| with_garde::Code { sku: sku(i) });
    let validator: [_; MANY] = from_fn(|i| with_validator::Code { sku: sku(i) });
    let serde_valid: [_; MANY] = from_fn(|i| with_serde_valid::Code { sku: sku(i) });
    let skus: [_; MANY] = from_fn(sku);
    bench
        .group("pattern: check ^[A-Z]{3}-[0-9]{4}$")
        .per(PER)
        .case(HAND, || hand.iter().all(|c| black_box(c).validate().is_ok()))
        .case(OURS, || ours.iter().all(|c| black_box(c).validate().is_ok()))
        .case("garde", || garde.iter().all(|c| black_box(c).validate().is_ok()))
        .case("validator", || validator.iter().all(|c| black_box(c).validate().is_ok()))
        .case("serde_valid", || {
            serde_valid.iter().all(|c| serde_valid::Validate::validate(black_box(c)).is_ok())
        })
        .case("nutype, which takes a new text", || {
            skus.iter().all(|sku| with_nutype::Sku::try_new(black_box(sku).clone()).is_ok())
        })
        .goal("validate_pattern", OURS, HAND, 1.5)
        .beats("validate_pattern_vs_peers", OURS, &["garde", "validator", "serde_valid"])
        .run();
}
