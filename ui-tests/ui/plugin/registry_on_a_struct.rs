//! a registry is a trait: put `#[plugin]` on the struct

use dunder::plugin_registry;

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin_registry]
struct EmailPlugin;

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
