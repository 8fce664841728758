//! a conversion of serde's goes round the rules: write `impl Deserialize` by hand

#[dunder::validated]
#[derive(serde::Deserialize)]
#[serde(try_from = "u8")]
struct User {
    #[validate(min = 18)]
    age: u8,
}

#[dunder::validated]
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", from = "u8")]
enum Age {
    Years(#[validate(min = 18)] u8),
}

#[dunder::validated]
#[derive(serde::Deserialize)]
#[serde(remote = "Elsewhere")]
struct Remote {
    #[validate(min = 18)]
    age: u8,
}

#[dunder::validated]
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Transparent {
    #[validate(min = 18)]
    age: u8,
}

#[dunder::validated(deserialize = "own")]
#[derive(serde::Deserialize)]
struct Both {
    #[validate(min = 18)]
    age: u8,
}

fn main() {}
