//! a function of `with` that returns no verdict: return `Result<(), impl Into<Violation>>` or `bool`

fn count(text: &str) -> usize {
    text.len()
}

fn number(_: u8) -> bool {
    true
}

#[dunder::validated]
struct User {
    #[validate(with = count)]
    name: String,
    #[validate(with = number)]
    age: u8,
    #[validate(with = missing)]
    height: u8,
}

fn main() {}
