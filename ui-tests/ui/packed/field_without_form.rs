//! `usize` differs between machines: write `u64`.

#[derive(dunder::Packed)]
struct Size {
    bytes: usize,
}

fn main() {
    let _ = Size { bytes: 1 }.pack();
}
