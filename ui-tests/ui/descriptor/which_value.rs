//! a descriptor with parameters has a value; write `TYPE = EXPR`

use dunder::descriptor::Clamp;

#[dunder::descriptors]
struct Account {
    #[descriptor(Clamp<f64>)]
    low: f64,
    #[descriptor(Clamp<f64> =)]
    high: f64,
}

fn main() {
    let mut account = Account { low: 1.0, high: 2.0 };
    let _ = account.set_low(1.0);
}
