//! Some functions have no replacement: only `patch!` on them is an error, which says why.

use dunder::{patch, patchable};

struct Client;

#[patchable]
impl Client {
    const fn constant(&self) -> u8 {
        1
    }

    unsafe fn unchecked(&self) -> u8 {
        1
    }

    extern "C" fn exported(&self) -> u8 {
        1
    }

    fn takes(&self, _text: impl ToString) {}

    fn returns(&self) -> impl Iterator<Item = u8> {
        [1].into_iter()
    }

    fn generic<T: ToString>(&self, _value: T) {}

    fn bounded<'a, 'b: 'a>(&self, a: &'a str, _b: &'b str) -> &'a str {
        a
    }

    #[patchable(skip)]
    fn skipped(&self) {}

    fn free() {}

    fn consumed(self) {}
}

fn main() {
    let _a = patch!(Client::constant => |_| 2);
    let _b = patch!(Client::unchecked => |_| 2);
    let _c = patch!(Client::exported => |_| 2);
    let _d = patch!(Client::takes => |_, _| {});
    let _e = patch!(Client::returns => |_| [2].into_iter());
    let _f = patch!(Client::generic => |_, _| {});
    let _g = patch!(Client::bounded => |_, _, b| b);
    let _h = patch!(Client::skipped => |_| {});
    let client = Client;
    let _i = patch!(client, free => || {});
    let _j = patch!(client, consumed => |_| {});
}
