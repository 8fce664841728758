//! a descriptor has to be named; write `#[descriptor(PATH)]` or `#[descriptor(TYPE = EXPR)]`

#[dunder::descriptors]
struct Account {
    #[descriptor]
    id: Option<u32>,
    #[descriptor()]
    code: Option<u32>,
    #[descriptor = "Once"]
    number: Option<u32>,
}

fn main() {
    let mut account = Account { id: None, code: None, number: None };
    let _ = account.set_id(1);
    let _ = account.set_code(1);
}
