//! The keys of a map are whole numbers, `bool` or texts; use another key.

use std::collections::BTreeMap;

use dunder::Proto;

#[derive(Proto)]
struct Scores {
    #[proto(tag = 1)]
    scores: BTreeMap<Vec<u8>, i32>,
}

fn main() {}
