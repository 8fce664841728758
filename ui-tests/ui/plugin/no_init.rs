//! the block has no constructor: put `#[init]` on one of its functions

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct EmailPlugin;

#[plugin(Notifier)]
impl EmailPlugin {
    fn new() -> Self {
        Self
    }
}

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
