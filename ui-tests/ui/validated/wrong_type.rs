//! a rule on a field of a type that it says nothing about: write one for the type

use std::collections::BTreeMap;

#[dunder::validated]
struct User {
    #[validate(email)]
    age: i32,
    #[validate(min = 1)]
    name: String,
    #[validate(items(1..))]
    motto: Option<String>,
    #[validate(chars(1..))]
    tags: Vec<String>,
    #[validate(each(min = 1))]
    nicknames: Vec<String>,
    #[validate(required)]
    height: f64,
    #[validate(negative, finite)]
    shoes: u8,
    #[validate(unique)]
    map: BTreeMap<u8, u8>,
    #[validate(nested)]
    weight: u8,
    #[validate(positive)]
    flag: bool,
}

fn main() {}
