//! References that cannot be: the type of the other's id, and what can become of the row.

use dunder::crud_api;

#[crud_api(table = "teams")]
struct Team {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "users")]
struct User {
    #[crud(id)]
    id: i64,
    #[crud(references = Team)]
    team: String,
}

#[crud_api(table = "members")]
struct Member {
    #[crud(id)]
    id: i64,
    #[crud(references = Team, on_delete = "set_null")]
    team: i64,
    #[crud(references = Team, on_delete = "ignore")]
    other: Option<i64>,
    #[crud(on_delete = "cascade")]
    third: i64,
}

fn main() {}
