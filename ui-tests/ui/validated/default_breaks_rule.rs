//! a default that breaks a rule of its field: write one that keeps them

const FEW: u8 = 3;

#[dunder::validated]
struct User {
    #[validate(min = 18, default = 17)]
    age: u8,
    #[validate(default = "  ", nonblank)]
    name: String,
    #[validate(default = FEW, range(5..=9))]
    shoes: u8,
    #[validate(one_of("a", "b"), default = "c")]
    kind: String,
}

fn main() {}
