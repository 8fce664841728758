//! a rule that compares with a field: name another field of the struct, and keep it private too

#[dunder::validated]
struct Account {
    pub password: String,
    #[validate(matches = pasword)]
    again: String,
    #[validate(matches = password)]
    once_more: String,
    #[validate(less_than = low)]
    low: i32,
}

fn main() {}
