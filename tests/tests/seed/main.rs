//! The guide's systems, by their number.

mod s18_plugin_registry;
