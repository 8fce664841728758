//! a change is seen where the field has a descriptor; name such a field in `of(..)`

use dunder::descriptor::{Cached, Clamp};
use std::cell::OnceCell;

#[dunder::descriptors]
struct Block {
    #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
    width: u8,
    height: u8,
    #[descriptor(Cached<Self, u8> = Cached::new(|b| b.width * b.height), of(widht, height, width, width))]
    area: OnceCell<u8>,
}

fn main() {
    let block = Block { width: 1, height: 2, area: OnceCell::new() };
    let _ = block.area();
}
