//! Captures: own pages damaged in the ways that people's captures are, and such captures themselves.

mod broken;
mod damage;
mod drift;
mod own;
mod seeds;
mod site;
#[path = "../support/mod.rs"]
mod support;

use medusa_codegen::diagnostic::{Diagnostics, Sources};
use medusa_codegen::source::capture::{self, Capture, Form};
use medusa_codegen::source::openapi::Schema;

/// Reads a capture.
fn read(form: Form, text: &str) -> (Capture, Diagnostics) {
    let mut sources = Sources::default();
    let file = sources.add("capture.txt", text);
    let mut said = Diagnostics::default();
    let capture = capture::read(file, form, text, &mut said);
    (capture, said)
}

/// How many fields a schema has, those of inline schemas included.
fn rows(schema: &Schema) -> usize {
    let below = |schema: &Schema| 1 + rows(schema);
    schema.properties.values().map(below).sum()
}
