#![no_main]
//! See `targets::capture`.

#[path = "../src/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::capture(text));
