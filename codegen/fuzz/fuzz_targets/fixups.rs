#![no_main]
//! See `targets::fixups`.

#[path = "../src/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::fixups(text));
