//! On a struct: it stands on an impl block or on a function.

#[dunder::logged]
struct Billing;

fn main() {
    let _ = Billing;
}
