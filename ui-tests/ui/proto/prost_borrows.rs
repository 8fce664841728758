//! A `prost::Message` owns what is in it; write `String` and `Vec<u8>`, or leave `prost` out.

use dunder::Proto;

#[derive(Default, Proto)]
#[proto(prost)]
struct User<'a> {
    #[proto(tag = 1)]
    name: &'a str,
}

fn main() {}
