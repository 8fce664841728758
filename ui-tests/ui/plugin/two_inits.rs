//! two constructors have `#[init]`: leave it on one

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct EmailPlugin;

#[plugin(Notifier)]
impl EmailPlugin {
    #[init]
    fn new() -> Self {
        Self
    }

    #[init]
    fn open() -> Self {
        Self
    }
}

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
