//! A type that borrows: an instance lives for ever, write `'static`.

struct Db<'a>(&'a str);

#[dunder::singleton]
impl<'a> Db<'a> {
    #[init]
    fn new(url: &'a str) -> Self {
        Self(url)
    }
}

struct Other<'a>(&'a str);

#[dunder::singleton]
impl Other<'_> {
    #[init]
    fn new() -> Self {
        Self("")
    }
}

fn main() {}
