//! the trait is no registry: put `#[plugin_registry]` on it

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

trait Other {}

#[plugin(Other)]
#[derive(Default)]
struct EmailPlugin;

impl Other for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
