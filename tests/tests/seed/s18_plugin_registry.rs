//! Row 18, `PluginRegistry`: classes that register themselves under a name, across crates.

use dunder::plugin::PluginError;
use dunder::{plugin, plugin_registry};

#[plugin_registry]
trait Plugin {
    fn send(&self, message: &str) -> String;
}

#[plugin(Plugin, name = "email")]
#[derive(Default)]
struct EmailPlugin;

impl Plugin for EmailPlugin {
    fn send(&self, message: &str) -> String {
        format!("Email: {message}")
    }
}

#[plugin(Plugin, name = "sms")]
#[derive(Default)]
struct SmsPlugin;

impl Plugin for SmsPlugin {
    fn send(&self, message: &str) -> String {
        format!("SMS: {message}")
    }
}

#[test]
fn plugins_register_themselves_and_are_made_by_name() {
    let registry = <dyn Plugin>::registry();
    assert_eq!(registry.create("email").expect("email").send("Hello"), "Email: Hello");
    assert_eq!(registry.create("sms").expect("sms").send("Hello"), "SMS: Hello");
    assert_eq!(registry.names(), ["email", "sms"]);
}

#[test]
fn plugins_of_another_crate_are_there_too() {
    use dunder_test_registry::Notifier;
    dunder::link_plugins!(dunder_test_plugins);

    let registry = <dyn Notifier>::registry();
    assert_eq!(registry.create("email").expect("email").send("Hello"), "Email: Hello");
    assert_eq!(registry.create("sms").expect("sms").send("Hello"), "SMS: Hello");
}

/// The guide gives back `None`; a second plugin of one name, which the guide takes silently, is
/// refused by the linker: see `plugin_link.rs`.
#[test]
fn an_unknown_name_is_an_error_that_lists_the_known_ones() {
    let Err(fault) = <dyn Plugin>::registry().create("fax") else { panic!("no such plugin") };
    assert_eq!(fault.to_string(), "unknown plugin `fax`, known: `email`, `sms`");
    assert!(
        matches!(fault, PluginError::Unknown { available, .. } if available == ["email", "sms"])
    );
}
