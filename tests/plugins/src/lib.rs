//! Plugins of another crate.
