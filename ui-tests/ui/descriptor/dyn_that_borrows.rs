//! `dyn Any` borrows nothing; take the lifetime away, or `dyn`

use dunder::descriptor::Once;

#[dunder::descriptors(dyn)]
struct Account<'a> {
    name: &'a str,
    #[descriptor(Once)]
    id: Option<u32>,
}

fn main() {
    let mut account = Account { name: "a", id: None };
    let _ = (account.set_id(1), account.name);
}
