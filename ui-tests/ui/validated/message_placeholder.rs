//! a message that names no parameter of its rule: write one that the rule has

#[dunder::validated]
struct User {
    #[validate(min = 18, message = "must be {mim} or more")]
    age: u8,
    #[validate(email(message = "{value} is no address"))]
    email: String,
    #[validate(message = "which rule?", chars(1..))]
    name: String,
}

fn main() {}
