//! The guard is a type that guards nothing: implement `Guard` for it

use dunder::crud_api::{Api, Memory};

#[derive(Clone)]
struct Anybody;

fn main() {
    let _ = Api::new(&Memory::new()).guard(Anybody);
}
