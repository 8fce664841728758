//! a `pub` field could be set past its descriptor; drop `pub` and use the accessors

use dunder::descriptor::Once;

#[dunder::descriptors]
pub struct Account {
    #[descriptor(Once)]
    pub id: Option<u32>,
    #[descriptor(Once)]
    pub(crate) code: Option<u32>,
}

fn main() {
    let mut account = Account { id: None, code: None };
    let _ = account.set_id(1);
}
