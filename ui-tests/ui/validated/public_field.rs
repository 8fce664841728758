//! a public field with a rule: make it private, or write `#[validated(open)]`

#[dunder::validated]
pub struct User {
    #[validate(min = 18)]
    pub age: u8,
    #[validate(nonblank)]
    pub(crate) name: String,
    pub anything: u8,
}

fn main() {
    let _ = User::new(1, "a", 2);
}
