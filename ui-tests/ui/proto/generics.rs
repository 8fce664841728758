//! A message has one text in a `.proto` file; write the types out.

use dunder::Proto;

#[derive(Proto)]
struct Page<T> {
    #[proto(tag = 1)]
    items: Vec<T>,
}

fn main() {}
