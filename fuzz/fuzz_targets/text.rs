#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tests::parsers::single_values(bytes));
