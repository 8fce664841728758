//! under another name `#[descriptors]` does not see `#[validated]`; write it by its own

use dunder::descriptor::Clamp;
use dunder::validated as checked;

#[dunder::descriptors]
#[checked]
struct Account {
    #[validate(min = 5)]
    #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
    level: u8,
}

fn main() {
    let _ = Account::new(7);
}
