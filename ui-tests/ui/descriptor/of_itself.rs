//! a value cannot be computed of itself; take one field out of the circle

use dunder::descriptor::Cached;
use std::cell::OnceCell;

#[dunder::descriptors]
struct Block {
    #[descriptor(Cached<Self, u8> = Cached::new(|b| *b.second()), of(second))]
    first: OnceCell<u8>,
    #[descriptor(Cached<Self, u8> = Cached::new(|b| *b.first()), of(first))]
    second: OnceCell<u8>,
}

fn main() {
    let block = Block { first: OnceCell::new(), second: OnceCell::new() };
    let _ = block.first();
}
