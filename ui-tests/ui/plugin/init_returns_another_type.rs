//! a constructor returns `Self` or `Result<Self, E>`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct EmailPlugin;

#[plugin(Notifier)]
impl EmailPlugin {
    #[init]
    fn new() -> Option<Self> {
        Some(Self)
    }
}

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
