#![no_main]
//! See `targets::page`.

#[path = "../src/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::page(text));
