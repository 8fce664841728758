//! A program that links plugins of three crates and says which.

dunder::link_plugins!(dunder_test_link);

fn main() {
    println!("{}", <dyn dunder_test_registry::Notifier>::registry().names().join(" "));
}
