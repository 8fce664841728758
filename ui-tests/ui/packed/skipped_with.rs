//! a skipped field is never packed: drop `with`, or `skip`
#[derive(dunder::Packed)]
struct Frame {
    #[packed(skip, with = module)]
    id: u8,
}

fn main() {}
