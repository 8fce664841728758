//! an interval of constants that nothing is in: swap the ends

const LOW: u8 = 5;
const HIGH: u8 = 1;

#[dunder::validated]
struct User {
    #[validate(range(LOW..=HIGH))]
    age: u8,
    #[validate(chars(2..=Self::MOST))]
    name: String,
    #[validate(min = LOW, max = HIGH)]
    height: u8,
}

impl User {
    const MOST: usize = 1;
}

fn main() {}
