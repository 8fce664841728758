//! A field that no answer has is open to questions: leave those out, or show it.

use dunder::{crud_api, validated};

#[crud_api(table = "users", unique(name, token))]
#[validated]
struct User {
    #[crud(id, write_only)]
    id: i64,
    name: String,
    #[crud(filter)]
    #[validate(secret)]
    password: String,
    #[crud(write_only, unique, sort)]
    pin: String,
    #[validate(secret)]
    token: String,
    #[crud(version, write_only)]
    version: i64,
}

fn main() {}
