//! Fuzzes the reader of JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunder_fuzz::dict(bytes));
