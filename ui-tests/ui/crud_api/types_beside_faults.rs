//! What is wrong with types is told beside what is wrong with words: write `json`, or a column's type.

use std::collections::BTreeMap;

use dunder::crud_api;

#[crud_api(table = "teams")]
struct Team {
    #[crud(id)]
    id: String,
}

#[crud_api(table = "users")]
struct User {
    #[crud(id)]
    id: i64,
    #[crud(filtr)]
    name: String,
    marks: BTreeMap<String, u8>,
    #[crud(references = Team)]
    team: i64,
    #[crud(created)]
    made: String,
    #[crud(version)]
    version: f64,
}

fn main() {}
