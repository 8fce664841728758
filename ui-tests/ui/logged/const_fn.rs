//! A `const fn` in a logged block: write `#[logged(off)]` above it.

struct Billing;

#[dunder::logged]
impl Billing {
    const fn limit() -> u8 {
        7
    }
}

fn main() {
    Billing::limit();
}
