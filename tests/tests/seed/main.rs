//! The programs of the guide, by their number.

mod s17_singleton_meta;
mod s18_plugin_registry;
mod s21_logging_meta;
