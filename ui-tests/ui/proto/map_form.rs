//! A map's forms are one of keys and one of values; write `map(sint32, _)`.

use std::collections::BTreeMap;

use dunder::Proto;

#[derive(Proto)]
struct Scores {
    #[proto(tag = 1, map(sint32))]
    one: BTreeMap<i32, i32>,
    #[proto(tag = 2, map(sint23, _))]
    typo: BTreeMap<i32, i32>,
    #[proto(tag = 3, map, sint32)]
    beside: BTreeMap<i32, i32>,
}

fn main() {}
