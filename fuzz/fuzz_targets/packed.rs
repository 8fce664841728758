//! Fuzzes the decoder of `Packed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunder_fuzz::packed(bytes));
