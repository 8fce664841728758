//! a plugin is created by its name alone, or from its configuration: write `config = Type`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct EmailPlugin;

#[plugin(Notifier)]
impl EmailPlugin {
    #[init]
    fn new(_host: &str, _port: u16) -> Self {
        Self
    }
}

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
