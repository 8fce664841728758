//! A migration of a struct without `#[crud_api]`.

use dunder::crud_api::{Memory, Migrate};

struct Plain;

fn main() {
    let _ = Memory::new().migrate::<(Plain,)>(Migrate::Additive);
}
