//! A union has no fields that could be told apart; derive on a struct or an enum.

use dunder::Proto;

#[derive(Proto)]
union Bits {
    whole: u32,
    bytes: [u8; 4],
}

fn main() {}
