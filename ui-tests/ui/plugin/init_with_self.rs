//! a constructor takes no `self`: write `fn new() -> Self`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct EmailPlugin;

#[plugin(Notifier)]
impl EmailPlugin {
    #[init]
    fn new(&self) -> Self {
        Self
    }
}

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
