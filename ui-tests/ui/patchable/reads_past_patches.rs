//! `Self::LIMIT` in a body is never patched: write `Self::limit()`.

struct Client;

#[dunder::patchable]
impl Client {
    const LIMIT: u32 = 10;

    fn most(&self) -> u32 {
        u32::max(3, Self::LIMIT)
    }
}

fn main() {
    Client.most();
}
