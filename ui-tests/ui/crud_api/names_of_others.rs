//! `pk`, `nullable`, `foreign_key`: what other libraries call the options of a field.

use dunder::crud_api;

#[crud_api(path = "/teams")]
struct Team {
    #[crud(pk)]
    id: i64,
    #[crud(filter, nullable)]
    name: String,
    #[crud(foreign_key = Team, index)]
    parent: i64,
    #[crud(auto_now_add)]
    since: i64,
}

fn main() {}
