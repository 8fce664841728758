//! The block is of another's type: patch a method of your own.

trait Shout {
    fn shout(&self) -> String;
}

#[dunder::patchable]
impl<T: ToString> Shout for T {
    fn shout(&self) -> String {
        self.to_string()
    }
}

fn main() {
    "a".shout();
}
