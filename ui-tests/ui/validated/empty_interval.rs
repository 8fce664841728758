//! an interval that nothing is in: swap the ends, or drop a rule

#[dunder::validated]
struct User {
    #[validate(range(5..=1))]
    age: u8,
    #[validate(chars(5..5))]
    name: String,
    #[validate(min = 9, max = 1)]
    height: f64,
    #[validate(positive, max = 0)]
    weight: i32,
    #[validate(above = 3, below = 4)]
    shoes: i32,
}

fn main() {}
