//! a plugin is a type, not a function

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier)]
fn email() {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
