//! there is no such argument; the message names the one that is meant

use dunder::descriptor::ReadOnly;

#[dunder::descriptors(dny)]
struct Account {
    #[descriptor(ReadOnly, off(temp))]
    temp: f64,
}

fn main() {
    let account = Account { temp: 1.0 };
    let _ = account.temp();
}
