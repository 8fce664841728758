//! A patch ends with its guard: bind it, `let _guard = patch!(..)`.
#![deny(unused_must_use)]

use dunder::{patch, patchable};

struct Client;

#[patchable]
impl Client {
    fn send(&self) -> u8 {
        1
    }
}

fn main() {
    patch!(Client::send => |_| 2);
    Client.send();
}
