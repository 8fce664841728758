//! a default that is a constant and breaks a rule of its field: write one that keeps them

const FEW: u8 = 3;

#[dunder::validated]
struct User {
    #[validate(default = FEW, range(5..=9))]
    shoes: u8,
    #[validate(default = -1, min = LOW)]
    floor: i8,
}

const LOW: i8 = 0;

fn main() {}
