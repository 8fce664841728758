//! a registry's trait takes `#[plugin_registry]`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier)]
trait Other {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
