//! The guide's systems, by their number.

mod s17_singleton_meta;
mod s18_plugin_registry;
mod s20_api_meta;
mod s21_logging_meta;
