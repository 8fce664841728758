//! the descriptor stands on fields of another type; the message says which

use dunder::descriptor::{Clamp, Computed, History, Lazy, Once};

#[dunder::descriptors]
struct Account {
    #[descriptor(Once)]
    id: String,
    #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
    level: Option<u8>,
    #[descriptor(Lazy<Self, u8> = Lazy::new(|_| 1))]
    number: u8,
    #[descriptor(History = History::ALL)]
    title: String,
    #[descriptor(Computed<String, u8> = Computed::new(|_| 1))]
    size: (),
}

fn main() {
    let _ =
        Account { id: String::new(), level: None, number: 1, title: String::new(), size: () };
}
