//! the first of a tuple says what an error is; put the one that refuses first

use dunder::descriptor::{Observed, Once};

#[dunder::descriptors]
struct Account {
    #[descriptor((Observed<u32>, Once) = (Observed::new(|_, _, _| {}), Once))]
    id: Option<u32>,
}

fn main() {
    let mut account = Account { id: None };
    let _ = account.id();
    let _ = account.set_id(1);
}
