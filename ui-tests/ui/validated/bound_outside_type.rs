//! a bound that the field's type does not have: write one that it has

#[dunder::validated]
struct User {
    #[validate(max = 300)]
    age: u8,
    #[validate(range(-1..=5), equal = 1.5)]
    height: u32,
    #[validate(max = 128)]
    shoes: i8,
    #[validate(min = "1")]
    weight: f64,
    #[validate(chars(-1..2.5), one_of(1, 2))]
    name: String,
}

fn main() {}
