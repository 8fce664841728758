//! `ReadOnly` is none to set; use another descriptor, or do not set the field

use dunder::descriptor::{Computed, ReadOnly};

#[dunder::descriptors]
struct Account {
    #[descriptor(ReadOnly)]
    number: u32,
    #[descriptor(Computed<Self, u32> = Computed::new(|account| account.number + 1))]
    next: (),
}

fn main() {
    let mut account = Account { number: 1, next: () };
    let _ = account.next();
    let _ = account.set_number(2);
    let _ = account.set_next(2);
}
