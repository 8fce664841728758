//! a rule that does not exist: write the one that is suggested

#[dunder::validated]
struct User {
    #[validate(emial, chars(1..))]
    email: String,
    #[validate(colour)]
    hair: String,
    #[validate(nonblank, mesage = "who?")]
    name: String,
}

fn main() {
    let _ = User::new("a", "b", "c");
}
