//! A cdylib with plugins; its features add plugins that no linker takes.

use dunder::plugin;
use dunder_test_registry::Notifier;

dunder::link_plugins!(dunder_test_plugins);

macro_rules! notifier {
    ($name:literal, $ty:ident) => {
        #[plugin(Notifier, name = $name)]
        #[derive(Default)]
        struct $ty;

        impl Notifier for $ty {
            fn send(&self, message: &str) -> String {
                format!("{}: {message}", $name)
            }
        }
    };
}

notifier!("fax", Fax);

#[cfg(feature = "same-crate")]
notifier!("fax", SecondFax);

#[cfg(feature = "other-module")]
mod other {
    use super::{Notifier, plugin};

    fn _in_a_function() {
        notifier!("fax", SecondFax);
    }
}

/// `dunder_test_plugins` has an `sms` as well.
#[cfg(feature = "two-crates")]
notifier!("sms", SecondSms);

/// What may stand in a graph behind a trait.
#[dunder::graph_dyn]
pub trait Shape {}

macro_rules! shape {
    ($tag:literal, $ty:ident) => {
        #[derive(dunder::Graph)]
        struct $ty;

        #[dunder::graph_dyn(tag = $tag)]
        impl Shape for $ty {}
    };
}

shape!("Disc", Disc);
shape!("Ball", Ball);

#[cfg(feature = "same-tag")]
shape!("Disc", SecondDisc);

/// How many plugins the library has, for a program in any language.
#[allow(unsafe_code, reason = "a C program finds a function by its exported name")]
#[unsafe(no_mangle)]
pub extern "C" fn dunder_test_link_plugins() -> usize {
    <dyn Notifier>::registry().len()
}

/// The registry of this library, for a program of the same compiler and sources.
#[allow(
    unsafe_code,
    clippy::no_mangle_with_rust_abi,
    reason = "the loader finds a function by its exported name, for a program of this compiler"
)]
#[unsafe(no_mangle)]
pub fn dunder_test_link_registry() -> &'static plugin::Registry<dyn Notifier> {
    <dyn Notifier>::registry()
}
