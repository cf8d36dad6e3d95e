#![no_main]
//! See `targets::document`.

#[path = "../src/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::document(text));
