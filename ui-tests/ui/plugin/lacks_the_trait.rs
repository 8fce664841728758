//! the type does not implement the registry's trait: write `impl Notifier for EmailPlugin`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier)]
#[derive(Default)]
struct EmailPlugin;

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
