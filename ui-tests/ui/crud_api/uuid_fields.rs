//! What a `Uuid` is not: text, the id of a row with another one, or what compares with text.

use dunder::crud_api;
use dunder::crud_api::Uuid;

#[crud_api(table = "teams")]
struct Team {
    #[crud(id)]
    id: Uuid,
}

#[crud_api(table = "users")]
struct User {
    #[crud(id)]
    id: i64,
    #[crud(references = Team, filter)]
    team: i64,
    #[crud(filter)]
    code: Uuid,
}

fn main() {
    let _ = User::CODE.like("6");
    let _ = User::CODE.eq("67e55044-10b1-426f-9247-bb680e5fe0c8");
}
