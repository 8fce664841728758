//! a priority is an `i32`: write `priority = 10`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier, priority = "high")]
#[derive(Default)]
struct EmailPlugin;

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
