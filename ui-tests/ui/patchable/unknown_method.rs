//! The type has no such patchable method: write one that it has.

use dunder::{original, patch, patchable};

struct Client;

#[patchable]
impl Client {
    const LIMIT: u8 = 1;

    fn send(&self) -> u8 {
        1
    }
}

fn main() {
    let client = Client;
    let _a = patch!(Client::sent => |_| 2);
    let _b = patch!(client, sent => |_| 2);
    let _c = patch!(Client::LIMITS = 2);
    original!(Client::sent)(&client);
}
