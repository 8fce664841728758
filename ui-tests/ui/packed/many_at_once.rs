//! Several mistakes: each is reported, at its own place, in one build.

use dunder::Packed;

#[derive(Packed)]
#[packed(endian = "litle", len = u24, ordr = "declared", tag = u8)]
struct Frame {
    #[packed(skip = true)]
    id: u8,
    #[packed(wiht = module)]
    body: String,
    #[packed]
    tail: u8,
}

#[derive(Packed)]
#[packed(order = "lengths-first")]
enum Shape {
    #[packed(tag = 1)]
    One,
    #[packed(tag = 1)]
    Two,
    #[packed(tag = 256)]
    Far,
    #[packed(tag = "x")]
    Word(#[packed(skip, with = module)] u8),
}

fn main() {
    let _ = Frame { id: 1, body: String::new(), tail: 0 }.pack();
    let _ = Shape::unpack(&[]);
}
