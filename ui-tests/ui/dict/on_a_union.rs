//! A union's bytes have no one meaning: write an enum.

#[derive(dunder::Dict)]
union Either {
    number: u32,
    bytes: [u8; 4],
}

fn main() {
    let _ = Either { number: 1 };
}
