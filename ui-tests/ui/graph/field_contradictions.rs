//! a skipped field is in no bytes: write what it is by `skip` alone, or `skip, default = ..`
#[derive(dunder::Graph)]
struct User {
    #[graph(skip, since = 1)]
    cache: u8,
    #[graph(id = "old", skip, default = 3)]
    level: u8,
}

fn main() {}
