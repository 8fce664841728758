//! Several mistakes: each is reported, at its own place, in one build.

struct Client;

#[dunder::patchable(wen = "cfg(test)", dyn = true)]
impl Client {
    const TIMEOUT: u32 = 30;
    const LIMIT: u32 = 10;

    #[patchable(skipp)]
    fn timeout(&self) -> u32 {
        Self::TIMEOUT + Self::LIMIT
    }

    #[patchable(get = "other", ?Send)]
    fn get(&self) -> u32 {
        1
    }
}

fn main() {
    let _guard = dunder::patch!(Client::get => |_| 1, wen = |_| true, time = 2);
    let _guard = dunder::patch!(Client::get => 7);
    Client.timeout();
}
