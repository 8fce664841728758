//! A crate without `std` that only has to build.
#![no_std]

extern crate alloc;

/// A struct with descriptors.
#[dunder::descriptors]
#[derive(Debug, Default)]
pub struct Account {
    #[descriptor(dunder::descriptor::Once)]
    id: Option<u32>,
}

#[dunder::properties]
impl Account {
    /// Whether it has an id.
    #[property]
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.id.is_some()
    }
}
