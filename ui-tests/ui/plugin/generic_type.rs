//! a plugin is one type: write `with = List<u8>` on a type alias

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier)]
#[derive(Default)]
struct List<T>(T);

impl<T> Notifier for List<T> {}

struct Words<T>(T);

#[plugin(Notifier)]
impl<T: Default> Words<T> {
    #[init]
    fn new() -> Self {
        Self(T::default())
    }
}

impl<T> Notifier for Words<T> {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
