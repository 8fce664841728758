//! The numbers of an enum are literals, each given once; write the number.

use dunder::Proto;

const TEN: i32 = 10;

#[derive(Proto)]
#[repr(i32)]
enum Color {
    Unset,
    #[proto(tag = 1)]
    Red,
    #[proto(tag = 1)]
    Green,
    Blue = TEN,
    #[proto(other)]
    Other(u8),
}

fn main() {}
