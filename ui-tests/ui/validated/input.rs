//! a twin of fields without names, or of a struct that `#[crud_api]` stores: make it by hand

#[dunder::validated(input)]
struct Age(#[validate(max = 150)] u8);

#[dunder::validated(input, json, input)]
struct Twice {
    #[validate(max = 150)]
    age: u8,
}

#[dunder::validated(json = true)]
struct Valued {
    #[validate(max = 150)]
    age: u8,
}

#[dunder::validated(inputs)]
struct Misspelt {
    #[validate(max = 150)]
    age: u8,
}

fn main() {}
