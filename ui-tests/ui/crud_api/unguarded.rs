//! An API is mounted without a guard: write `.guard(..)` first, or `.guard(Public)` if it is open

use dunder::crud_api;
use dunder::crud_api::{Api, Memory};

#[crud_api(path = "/notes", table = "notes")]
pub struct Note {
    #[crud(id)]
    id: i64,
}

fn main() {
    let _ = Api::new(&Memory::new()).mount::<Note>().router();
}
