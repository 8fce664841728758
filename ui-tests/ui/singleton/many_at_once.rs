//! Several mistakes: each is reported, at its own place, in one build.

struct Db<'a>(&'a str);

#[dunder::singleton(on_conflict = "panic", eager, scop = "thread")]
impl<'a> Db<'a> {
    #[init]
    async unsafe fn new(self) -> u8 {
        7
    }
    #[init(first)]
    fn open(_: u8) -> Option<Self> {
        None
    }
}

fn main() {
    let _ = Db("");
}
