//! Plugins of another crate than their registry's.
#![forbid(unsafe_code)]

use dunder::plugin;
use dunder_test_registry::{Notifier as Notifies, other};

/// Named by the path through a renamed import.
#[plugin(Notifies, name = "sms")]
#[derive(Default)]
pub struct SmsPlugin;

impl Notifies for SmsPlugin {
    fn send(&self, message: &str) -> String {
        format!("SMS: {message}")
    }
}

/// One name in two registries is no duplicate.
#[plugin(other::Notifier, name = "sms")]
#[derive(Default)]
pub struct OtherSms;

impl other::Notifier for OtherSms {}

mod private {
    /// Nothing outside can name it, and it is a plugin all the same.
    #[dunder::plugin(dunder_test_registry::Notifier)]
    #[derive(Default)]
    struct Pager;

    impl dunder_test_registry::Notifier for Pager {
        fn send(&self, message: &str) -> String {
            format!("Pager: {message}")
        }
    }
}
