//! `schema` is said once, and alone

#[dunder::validated(schema, json, schema)]
struct Twice {
    #[validate(max = 150)]
    age: u8,
}

#[dunder::validated(schema = "2020-12")]
struct Valued {
    #[validate(max = 150)]
    age: u8,
}

#[dunder::validated(shema)]
struct Misspelt {
    #[validate(max = 150)]
    age: u8,
}

fn main() {}
