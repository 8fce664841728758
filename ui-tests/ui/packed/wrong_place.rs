//! a tag is for enums, an order for structs
#[derive(dunder::Packed)]
#[packed(tag = u8)]
struct Frame {
    body: String,
}

#[derive(dunder::Packed)]
#[packed(order = "declared")]
enum Shape {
    One,
}

fn main() {}
