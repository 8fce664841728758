//! `Cached` has to know what it is computed of; write `of(a, b)` after it, or use `Lazy`

use dunder::descriptor::Cached;
use std::cell::OnceCell;

#[dunder::descriptors]
struct Block {
    width: u8,
    #[descriptor(Cached<Self, u8> = Cached::new(|b| b.width))]
    area: OnceCell<u8>,
}

fn main() {
    let _ = Block { width: 1, area: OnceCell::new() };
}
