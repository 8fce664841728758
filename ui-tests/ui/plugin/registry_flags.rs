//! a word of the registry with a value: write it alone

use dunder::plugin_registry;

#[plugin_registry(serde = true, exactly_one("one"))]
pub trait Notifier {
    fn send(&self) {}
}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
