//! `derive(Deserialize)` above the attribute reads past the rules: move it below

#[derive(serde::Deserialize)]
#[dunder::validated]
struct User {
    #[validate(min = 18)]
    age: u8,
}

fn main() {}
