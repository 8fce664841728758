//! `#[class]` is the outermost attribute: what stands above it does not see the ancestors
use dunder::{class, singleton, validated};

#[class(pass)]
struct Base {
    pub name: String,
}

#[validated]
#[class(pass)]
struct Age {
    #[validate(max = 150)]
    age: u8,
}

#[singleton]
#[class(bases(Base), pass)]
#[derive(Default)]
struct Shared {}

fn main() {
    let _ = Age::new(200).map(|age| age.age());
}
