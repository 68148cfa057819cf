#![no_main]
// calamine panics over nonsense, which the reader catches; libFuzzer would take any panic for the end.
libfuzzer_sys::fuzz_target!(init: { drop(std::panic::take_hook()) }, |bytes: &[u8]| tests::parsers::workbook(bytes));
