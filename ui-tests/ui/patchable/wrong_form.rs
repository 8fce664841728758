//! `patch!` takes `Type::method => closure`, `Type::CONSTANT = value` or `instance, method => closure`.

use dunder::{patch, patch_fn, patchable};

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
    let _a = patch!(send => |_| 2);
    let _b = patch!(client.send => |_| 2);
    let _c = patch!(client, LIMIT = 2);
    let _d = patch!(global client, send => |_| 2);
    let _e = patch_fn!(client, send => |_| 2);
    let _f = patch!(Client::LIMIT = 2, when = |_| true);
    let _g = patch!(Client::send => |_| 2, times = 1, times = 2);
}
