#![no_main]
//! See `targets::pipeline`.

#[path = "../src/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::pipeline(text));
