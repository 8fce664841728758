//! What `life` is made of; the test `patchable_model` puts loom's in its place.

pub(super) use core::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
pub(super) use std::sync::{Arc, RwLock};
