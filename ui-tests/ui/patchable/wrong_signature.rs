//! A replacement has the method's arguments and result.

use dunder::{patch, patchable};

struct Client;

#[patchable]
impl Client {
    const LIMIT: u8 = 1;

    fn send(&self, n: u8) -> u8 {
        n
    }
}

fn main() {
    let _a = patch!(Client::send => |_| 2);
    let _b = patch!(Client::send => |_, _| "two");
    let _c = patch!(Client::send => |_, text: &str| 2);
    let _d = patch!(Client::LIMIT = "two");
    let _e = patch!(Client::send => |_, n| n, when = |n| n > 1);
}
