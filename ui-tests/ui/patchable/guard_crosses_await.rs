//! A guard stays on its thread: use `in_patch_scope` to take patches along with a task.

use dunder::{patch, patchable};

struct Client;

#[patchable]
impl Client {
    async fn send(&self) -> u8 {
        1
    }
}

fn spawn(_: impl Future + Send) {}

fn main() {
    spawn(async {
        let _guard = patch!(Client::send => async |_| 2);
        Client.send().await
    });
}
