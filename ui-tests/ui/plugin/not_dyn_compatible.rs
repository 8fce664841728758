//! a registry's trait is dyn-compatible: its methods have `&self` and no parameters of their own

use dunder::plugin_registry;

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin_registry]
trait Other {
    fn make() -> Self;
}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
