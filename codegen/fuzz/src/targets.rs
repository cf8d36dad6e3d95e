//! What is fuzzed: a text in, no panic out, and what must hold for whatever was read.
//!
//! The fuzz targets and the test that replays their corpus share these functions.
#![allow(dead_code)]

use medusa_codegen::diagnostic::render::{Style, render};
use medusa_codegen::diagnostic::{Diagnostics, FileId, Sources};
use medusa_codegen::fixup::{self, Fixups};
use medusa_codegen::source::capture::{self, Form};
use medusa_codegen::source::{self, mdx, openapi, types};
use medusa_codegen::{emit, pipeline};
use std::path::{Path, PathBuf};

/// Stands between the files of an input of several.
const NEXT_FILE: &str = "\n%%%% ";

/// Takes a text in as a file.
fn file(name: &str, text: &str) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    (sources, file)
}

/// Whatever is said can be shown.
fn show(sources: &Sources, diagnostics: &Diagnostics) {
    for diagnostic in diagnostics.iter().take(50) {
        let _ = render(diagnostic, sources, Style::Plain);
    }
}

/// A reference page.
pub fn page(text: &str) {
    let (sources, file) = file("page.mdx", text);
    let mut diagnostics = Diagnostics::default();
    mdx::read(file, text, &mut diagnostics);
    show(&sources, &diagnostics);
}

/// A type expression: what was read is read again from what is printed of it.
pub fn type_expression(text: &str) {
    if let Ok(expression) = types::parse(text) {
        let printed = expression.to_string();
        match types::parse(&printed) {
            Ok(again) => assert_eq!(again, expression, "{printed}"),
            Err(error) => panic!("{printed:?}: {}", error.message),
        }
    }
}

/// An OpenAPI document.
pub fn document(text: &str) {
    let (sources, file) = file("document.yaml", text);
    let mut diagnostics = Diagnostics::default();
    openapi::read(&[(file, Path::new("document.yaml"), text)], &mut diagnostics);
    show(&sources, &diagnostics);
}

/// A capture, of whatever form it looks like and of each form.
pub fn capture(text: &str) {
    let (sources, file) = file("capture.txt", text);
    let _ = capture::detect(text);
    for form in Form::ALL {
        let mut diagnostics = Diagnostics::default();
        capture::read(file, form, text, &mut diagnostics);
        show(&sources, &diagnostics);
    }
}

/// Corrections of a small API.
pub fn fixups(text: &str) {
    let mut diagnostics = Diagnostics::default();
    let spec = source::read(small(), &mut diagnostics);
    let mut run = pipeline::run(spec, diagnostics);
    let api = run.api.as_mut().expect("the small API has no errors");
    let file = run.sources.add("fixups.toml", text);
    let (mut fixups, mut diagnostics) = (Fixups::default(), Diagnostics::default());
    fixup::read(file, text, &mut fixups, &mut diagnostics);
    fixup::apply(&fixups, api, &mut diagnostics);
    show(&run.sources, &diagnostics);
    if !diagnostics.has_errors() {
        check(&run);
    }
}

/// A page, a document and more, one after the other: each but the first below its name.
pub fn pipeline(text: &str) {
    let mut parts = text.split(NEXT_FILE);
    let mut files = vec![(
        PathBuf::from("page.mdx"),
        parts.next().unwrap_or_default().to_owned(),
    )];
    for part in parts.take(6) {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        files.push((PathBuf::from(name.trim()), text.to_owned()));
    }
    let mut diagnostics = Diagnostics::default();
    let spec = source::read(files, &mut diagnostics);
    let run = pipeline::run(spec, diagnostics);
    show(&run.sources, &run.diagnostics);
    check(&run);
}

/// What was generated is Rust.
fn check(run: &pipeline::Run) {
    let Some(api) = &run.api else { return };
    for (path, text) in emit::emit(api) {
        if let Err(error) = syn::parse_file(&text) {
            panic!("{}: {error}\n{text}", path.display());
        }
    }
}

/// A page and a document that fit together.
fn small() -> Vec<(PathBuf, String)> {
    let files = [
        ("lamps.mdx", include_str!("../small/lamps.mdx")),
        ("lamps.yaml", include_str!("../small/lamps.yaml")),
    ];
    files
        .map(|(name, text)| (PathBuf::from(name), text.to_owned()))
        .into()
}
