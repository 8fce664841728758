//! Options that do not fit their field: a default, text, or one of the two.

use dunder::crud_api;

#[crud_api(table = "users")]
struct User {
    #[crud(id)]
    id: i64,
    #[crud(read_only)]
    credit: i64,
    #[crud(read_only, immutable)]
    seen: Option<i64>,
    #[crud(search)]
    age: u8,
    #[crud(skip, filter)]
    is_online: bool,
}

fn main() {}
