//! a plugin's name is not empty: write a name, or leave `name` out

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier, name = "")]
#[derive(Default)]
struct EmailPlugin;

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
