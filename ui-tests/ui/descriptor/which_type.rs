//! the type of a descriptor has to be written; write `TYPE = EXPR`

use dunder::descriptor::Clamp;

#[dunder::descriptors]
struct Account {
    #[descriptor(Clamp::new(0.0, 1.0))]
    temp: f64,
}

fn main() {
    let mut account = Account { temp: 1.0 };
    let _ = account.set_temp(1.0);
}
