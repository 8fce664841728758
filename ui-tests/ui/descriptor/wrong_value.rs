//! the value is of another type than is written; make them agree

use dunder::descriptor::Clamp;

#[dunder::descriptors]
struct Account {
    #[descriptor(Clamp<f64> = Clamp::new(0, 9))]
    level: f64,
    #[descriptor(Clamp<u8> = 9)]
    other: u8,
}

fn main() {
    let mut account = Account { level: 1.0, other: 1 };
    let _ = account.set_level(2.0);
}
