//! the descriptor would set values past the field's rules; write `(Rules, ..)`

use dunder::descriptor::{Clamp, Rules};

#[dunder::descriptors]
#[dunder::validated]
struct Account {
    #[validate(above = 0.0)]
    #[descriptor(Clamp<f64> = Clamp::new(-1.0, 1.0))]
    price: f64,
    #[descriptor(Rules)]
    level: u8,
}

fn main() {
    let _ = Account::new(1.0, 1);
}
