//! The guide's systems, by their number.

mod s02_async_property;
mod s05_diamond;
mod s06_three_abstract_bases;
mod s07_mixins;
mod s08_cooperative_init;
mod s09_content;
mod s10_patch_a_method;
mod s11_patch_an_instance;
mod s12_class_attributes;
mod s13_monkey_patch;
mod s14_payment_service;
mod s15_safe_monkey_patch;
mod s16_descriptor_protocol;
mod s16_validated_descriptor;
mod s17_singleton_meta;
mod s18_plugin_registry;
mod s19_validated_meta;
mod s20_api_meta;
mod s21_logging_meta;
mod s22_proto_user;
mod s24_binary_serializer;
mod s26_cache_with_weak_refs;
mod s27_weak_callbacks;
mod s28_event_system;
mod s29_weak_proxies;
mod s30_weak_reference_cache;
