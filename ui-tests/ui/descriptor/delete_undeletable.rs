//! `Clamp` is none to delete; use a descriptor with `DeleteDescriptor`

use dunder::descriptor::Clamp;

#[dunder::descriptors]
struct Account {
    #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
    level: u8,
}

fn main() {
    let mut account = Account { level: 1 };
    account.delete_level();
}
