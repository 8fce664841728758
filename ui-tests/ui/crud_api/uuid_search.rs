//! `search` on a `Uuid`: it looks into text.

use dunder::crud_api;
use dunder::crud_api::Uuid;

#[crud_api(table = "users")]
struct User {
    #[crud(id)]
    id: Uuid,
    #[crud(search)]
    code: Option<Uuid>,
}

fn main() {
    let _ = NewUser { code: None };
}
