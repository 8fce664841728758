//! the registry's trait comes first: write `#[plugin(Notifier, name = "email")]`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(name = "email")]
#[derive(Default)]
struct EmailPlugin;

impl Notifier for EmailPlugin {}

#[plugin]
#[derive(Default)]
struct SmsPlugin;

impl Notifier for SmsPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
