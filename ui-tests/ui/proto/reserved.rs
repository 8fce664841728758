//! What is reserved are tags, ranges of them and names; write `reserved(4, 6..=9, "old")`.

use dunder::Proto;

#[derive(Proto)]
#[proto(reserved(0, 9..=6, old, 4, 3..=5))]
struct User {
    #[proto(tag = 1)]
    name: String,
}

fn main() {}
