//! a constructor's error is an error type, a `String` or a `&str`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct EmailPlugin;
struct NotAnError;

#[plugin(Notifier)]
impl EmailPlugin {
    #[init]
    fn new() -> Result<Self, NotAnError> {
        Ok(Self)
    }
}

impl Notifier for EmailPlugin {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
