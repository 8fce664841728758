//! a plugin's type, priority and lists are what their words say

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin(Notifier, priority = "high", after(email), meta(vendor), with = 7, before())]
#[derive(Default)]
struct EmailPlugin;

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
