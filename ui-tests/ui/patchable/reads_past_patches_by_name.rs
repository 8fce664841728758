//! `Self::LEN` is never patched, and where a constant is required it is to be left alone; a mistake
//! in a block with `dyn` is one error, and its callers by name none.

struct Client;

#[dunder::patchable(dyn)]
impl Client {
    const LEN: usize = 2;

    fn most(&self) -> [u8; 2] {
        [0; Self::LEN]
    }
}

fn main() {
    let _ = Client.call_dyn("most", Vec::new());
}
