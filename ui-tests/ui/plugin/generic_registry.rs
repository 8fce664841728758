//! a registry's trait has no parameters: write one without them

use dunder::plugin_registry;

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin_registry]
trait Handler<T> {
    fn handle(&self, event: T);
}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
