//! Fuzzes the reader of graphs.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunder_fuzz::graph(bytes));
