//! a skipped field is in no bytes, and `since` has a default already: write one of the two
#[derive(dunder::Graph)]
struct User {
    #[graph(skip, since = 1)]
    cache: u8,
    #[graph(since = 1, default = 3)]
    level: u8,
}

fn main() {}
