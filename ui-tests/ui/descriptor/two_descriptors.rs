//! a field has one descriptor; write a tuple to compose several

use dunder::descriptor::{Clamp, ReadOnly};

#[dunder::descriptors]
struct Account {
    #[descriptor(Clamp<f64> = Clamp::new(0.0, 1.0))]
    #[descriptor(ReadOnly)]
    temp: f64,
}

fn main() {
    let mut account = Account { temp: 1.0 };
    let _ = account.set_temp(1.0);
}
