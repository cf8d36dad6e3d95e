#![no_main]
//! See `targets::type_expression`.

#[path = "../src/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::type_expression(text));
