//! bytes are big- or little-endian, fields stand `declared` or `lengths-first`, a length is u8 to u64
#[derive(dunder::Packed)]
#[packed(endian = "litle", order = "length-first", len = u24)]
struct Frame {
    body: String,
}

fn main() {}
