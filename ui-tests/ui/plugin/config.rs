//! a constructor with a configuration is not there yet: let it find its configuration itself

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier, config = u8)]
#[derive(Default)]
struct EmailPlugin;

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
