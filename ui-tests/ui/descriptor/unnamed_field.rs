//! accessors are named by the field; give it a name

use dunder::descriptor::ReadOnly;

#[dunder::descriptors]
struct Account(#[descriptor(ReadOnly)] f64);

fn main() {
    let _ = Account(1.0).0;
}
