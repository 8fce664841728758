//! A patch of one instance ends with it: patch the type to keep it forever.

use dunder::{patch, patchable};

struct Client(u8);

#[patchable]
impl Client {
    fn send(&self) -> u8 {
        self.0
    }
}

fn main() {
    let client = Client(1);
    patch!(client, send => |_| 2).forever();
}
