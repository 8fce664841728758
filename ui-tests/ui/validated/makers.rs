//! `builder` and `patch` need fields with names that are free

#[dunder::validated(builder, patch = true)]
struct Pair(#[validate(min = 1)] u8, u8);

#[dunder::validated(builder, patch, input)]
#[derive(Clone)]
struct House {
    #[validate(min = 1)]
    build: u8,
    apply: u8,
    builder: u8,
}

fn main() {}
