//! a `config` that names no type, or another than the constructor takes: write `config = Type`

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

struct Nothing;

#[plugin(Notifier, config)]
impl Nothing {
    #[init]
    fn new(_config: u8) -> Self {
        Self
    }
}

impl Notifier for Nothing {}

struct Two;

#[plugin(Notifier, config(u8, u16, default))]
impl Two {
    #[init]
    fn new(_config: u8) -> Self {
        Self
    }
}

impl Notifier for Two {}

struct TakesNone;

#[plugin(Notifier, config = u8)]
impl TakesNone {
    #[init]
    fn new() -> Self {
        Self
    }
}

impl Notifier for TakesNone {}

#[plugin(Notifier, config(default))]
struct NoType;

impl Notifier for NoType {}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
