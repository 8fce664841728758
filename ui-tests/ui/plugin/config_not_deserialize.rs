//! a configuration that serde cannot read: derive `Deserialize` for it

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct Config;

struct Sms;

#[plugin(Notifier, config(Config, default))]
impl Sms {
    #[init]
    fn new(_config: Config) -> Self {
        Self
    }
}

impl Notifier for Sms {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
