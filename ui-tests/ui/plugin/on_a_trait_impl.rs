//! put `#[plugin]` on the struct, or on the inherent impl block with the constructor

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[derive(Default)]
struct EmailPlugin;

#[plugin(Notifier)]
impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
