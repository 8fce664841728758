//! `#[patchable]` is not on an impl block: write it above the impl.

#[dunder::patchable]
struct Client;

fn main() {
    let _ = Client;
}
