//! A crate without `std` that only has to build.
#![no_std]

extern crate alloc;
