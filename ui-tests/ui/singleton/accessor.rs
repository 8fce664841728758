//! An accessor that is no free name: write another.

struct Spaced;

#[dunder::singleton(accessor = "the one")]
impl Spaced {
    #[init]
    fn new() -> Self {
        Self
    }
}

#[dunder::singleton(accessor = "get")]
#[derive(Default)]
struct Taken;

struct Own;

#[dunder::singleton(accessor = "shared")]
impl Own {
    #[init]
    fn new() -> Self {
        Self
    }
    fn shared() {}
}

fn main() {
    Own::shared();
}
