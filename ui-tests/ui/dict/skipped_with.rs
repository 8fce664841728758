//! a skipped field has no form and no name: drop `with` and `rename`
#[derive(dunder::Dict)]
struct User {
    #[dict(skip, with = module, rename = "x")]
    cache: u8,
}

fn main() {}
