//! A registry for plugins of other crates.
#![forbid(unsafe_code)]

use dunder::{plugin, plugin_registry};

/// Tells people.
#[plugin_registry]
pub trait Notifier: Send + Sync {
    /// What is sent.
    fn send(&self, message: &str) -> String;
}

/// A registry of the same trait name, whose plugins may have the same names.
pub mod other {
    /// Not the trait beside it.
    #[dunder::plugin_registry]
    pub trait Notifier {}
}

/// A plugin in the crate of its registry.
#[plugin(Notifier)]
#[derive(Default)]
pub struct EmailPlugin;

impl Notifier for EmailPlugin {
    fn send(&self, message: &str) -> String {
        format!("Email: {message}")
    }
}

/// What stands on a shelf; its types are of other crates.
#[dunder::graph_dyn]
pub trait Stock {
    /// How much of it.
    fn amount(&self) -> u32;
}

/// The same, between threads.
#[dunder::graph_dyn]
pub trait SharedStock: Send + Sync {
    /// How much of it.
    fn amount(&self) -> u32;
}
