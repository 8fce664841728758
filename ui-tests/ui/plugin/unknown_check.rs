//! a registry checks at `link` or at `runtime`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin_registry(check = "run-time")]
trait Other {}

#[plugin(Other)]
#[derive(Default)]
struct EmailPlugin;

impl Other for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
