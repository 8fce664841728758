//! Fuzzes the decoder of Protocol Buffers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunder_fuzz::proto(bytes));
