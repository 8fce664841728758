//! the field has the name of another one's method; give it another name

use dunder::descriptor::{Clamp, ReadOnly};

#[dunder::descriptors]
struct Account {
    #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
    level: u8,
    #[descriptor(ReadOnly)]
    set_level: u8,
}

fn main() {
    let mut account = Account { level: 1, set_level: 2 };
    let _ = account.set_level(2);
}
