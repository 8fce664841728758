//! Row 18: classes that register themselves under a name.

use dunder::{plugin, plugin_registry};

use crate::Outcome;

/// What every plugin can do.
#[plugin_registry]
pub trait Notifier: Send + Sync {
    /// Sends a message and says how.
    fn send(&self, message: &str) -> String;
}

/// Sends by e-mail; its name is `email`.
#[plugin(Notifier)]
#[derive(Default)]
pub struct EmailPlugin;

impl Notifier for EmailPlugin {
    fn send(&self, message: &str) -> String {
        format!("Email: {message}")
    }
}

/// Sends a short message.
#[plugin(Notifier, name = "sms")]
#[derive(Default)]
pub struct SmsPlugin;

impl Notifier for SmsPlugin {
    fn send(&self, message: &str) -> String {
        format!("SMS: {message}")
    }
}

/// Makes both by name, and asks for one that is not there.
pub(crate) fn run() -> Outcome {
    let registry = <dyn Notifier>::registry();
    println!("{}", registry.create("email")?.send("Hello"));
    println!("{}", registry.create("sms")?.send("Hello"));
    println!("Available plugins: {:?}", registry.names());
    if let Err(unknown) = registry.create("emial") {
        println!("Caught expected error: {unknown}");
    }
    Ok(())
}
