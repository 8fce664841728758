//! The reader of a constant has a method's name: write `#[patchable(get = "..")]` above it.

struct Client;

#[dunder::patchable]
impl Client {
    const LIMIT: u32 = 10;

    fn limit(&self) -> u32 {
        3
    }
}

fn main() {
    Client.limit();
}
