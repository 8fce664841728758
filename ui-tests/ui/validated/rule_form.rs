//! a rule without its value, or with one that it does not take: write the form that is shown

#[dunder::validated]
struct User {
    #[validate(min, max =)]
    age: u8,
    #[validate(email = true, chars, one_of(), with)]
    name: String,
    #[validate(range(3))]
    height: u8,
    #[validate]
    weight: u8,
    #[validate(each)]
    tags: Vec<u8>,
    #[validate(secret, show_value, get = "not a name")]
    password: String,
}

fn main() {}
