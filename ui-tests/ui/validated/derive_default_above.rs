//! a derived `Default` above the attribute would make a value past its rules: write `default = ..`

use dunder::validated;

#[derive(Clone, Default)]
/// What is sold.
#[validated]
struct Product {
    #[validate(min = 1)]
    price: u32,
}

/// A derive of another item is none of this one.
#[derive(Default)]
struct Other;

#[validated]
struct Kept {
    #[validate(min = 1)]
    price: u32,
}

fn main() {}
