//! `Default` would make a value past its rules: write `default = ..` on the fields

#[dunder::validated]
#[derive(Clone, Default)]
struct User {
    #[validate(min = 18)]
    age: u8,
}

fn main() {
    let _ = User::default();
}
