//! A table that is called as its path, and a column as its field, where SQL has no such name.

use dunder::crud_api;

#[crud_api(path = "/v1.0/items")]
struct Item {
    #[crud(id)]
    id: i64,
    how_often_it_was_looked_at_by_somebody_who_then_did_not_buy_it_at_all: i64,
}

#[crud_api(path = "/__dunder_accounts")]
struct Account {
    #[crud(id)]
    id: i64,
}

fn main() {}
