//! `when` of a block is a `cfg`: write `when = "cfg(feature = \"patch\")"`.

struct Client;

#[dunder::patchable(when = "test")]
impl Client {
    fn send(&self) -> u8 {
        1
    }
}

fn main() {
    let _guard = dunder::patch!(Client::send => |_| 2);
    Client.send();
}
