//! A tag after 255 has no place in a byte: write `#[packed(tag = u16)]` on the enum.

#[derive(dunder::Packed)]
enum Shape {
    #[packed(tag = 255)]
    Last,
    More,
}

fn main() {
    let _ = Shape::More.pack();
}
