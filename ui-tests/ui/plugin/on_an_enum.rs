//! a plugin is a struct, or a type with a constructor in an impl block

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier)]
#[derive(Default)]
enum EmailPlugin {
    #[default]
    Plain,
}

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
