//! A conversion that can fail has no value for a field that is not there; put it in an `Option`.

use std::num::NonZeroU32;

use dunder::Proto;

#[derive(Proto)]
struct Page {
    #[proto(tag = 1, as = u32)]
    size: NonZeroU32,
}

fn main() {}
