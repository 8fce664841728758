//! The guard holds the instance in its place: drop it first, or put the instance in a `Patched`.

use dunder::{patch, patchable};

struct Client(u8);

#[patchable]
impl Client {
    fn send(&mut self) -> u8 {
        self.0
    }
}

fn main() {
    let mut client = Client(1);
    let _guard = patch!(client, send => |_| 2);
    client.send();
}
