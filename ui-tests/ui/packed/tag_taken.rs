//! each variant has a tag of its own, which is a number
#[derive(dunder::Packed)]
enum Shape {
    One,
    #[packed(tag = 0)]
    Two,
    #[packed(tag = "x")]
    Word,
}

fn main() {}
