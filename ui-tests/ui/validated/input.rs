//! a twin of no fields, and a way in that is said twice or with a value: write `input`, `json`

#[dunder::validated(input)]
struct Nothing;

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
