//! The OpenAPI reader, on small documents and on the published ones.
//!
//! Each folder under `tests/fixtures/openapi` is a case: one or more inputs beside `expected.txt`, which
//! holds what was said about them and what was read. `UPDATE_EXPECT=1` writes it anew.

mod corpus;
mod dump;
#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};

use expect_test::expect_file;
use proptest::prelude::*;

use medusa_codegen::diagnostic::{Diagnostics, FileId, Sources};
use medusa_codegen::source::openapi::{self, Document, Schema};

#[test]
fn fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/openapi");
    let cases = list(&root);
    assert!(!cases.is_empty(), "no case in {}", root.display());
    for case in cases {
        let (sources, diagnostics, documents) = read(&inputs(&case), &case);
        let found = dump::everything(&sources, &diagnostics, &documents);
        expect_file![case.join("expected.txt")].assert_eq(&found);
    }
}

fn read(files: &[PathBuf], root: &Path) -> (Sources, Diagnostics, Vec<Document>) {
    let mut sources = Sources::default();
    for file in files {
        let text = std::fs::read_to_string(file).expect("the input is UTF-8");
        let path = file
            .strip_prefix(root)
            .expect("the input is below its root");
        sources.add(path, text);
    }
    let (diagnostics, documents) = read_sources(&sources);
    (sources, diagnostics, documents)
}

fn read_sources(sources: &Sources) -> (Diagnostics, Vec<Document>) {
    let mut diagnostics = Diagnostics::default();
    let inputs: Vec<(FileId, &Path, &str)> = sources
        .iter()
        .map(|(id, file)| (id, file.path.as_path(), &*file.text))
        .collect();
    let documents = openapi::read(&inputs, &mut diagnostics);
    (diagnostics, documents)
}

/// The inputs of a case, those in folders below it included.
fn inputs(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in list(folder) {
        if entry.is_dir() {
            files.extend(inputs(&entry));
        } else if entry.extension().is_some_and(|end| end != "txt") {
            files.push(entry);
        }
    }
    files
}

/// What is in a folder, in order.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    paths.sort();
    paths
}

/// A document whose only schema is a list of lists of lists, `depth` levels deep.
fn nested(depth: usize) -> Sources {
    let schema = format!("{}{{}}{}", "{items: ".repeat(depth), "}".repeat(depth));
    let mut sources = Sources::default();
    sources.add(
        "a.yaml",
        format!("openapi: 3.0.3\ncomponents: {{schemas: {{A: {schema}}}}}\n"),
    );
    sources
}

#[test]
fn the_deepest_nesting_is_read_whole() {
    let (diagnostics, documents) = read_sources(&nested(124));
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    let outermost = &documents[0].schemas["A"];
    let levels = std::iter::successors(Some(outermost), |schema| schema.items.as_deref());
    assert_eq!(levels.count(), 125);
    assert!(read_sources(&nested(125)).0.has_errors());
}

#[test]
fn documents_are_told_from_other_files() {
    let documents = [
        "openapi: 3.0.3\n",
        "# note\ninfo: {}\n'openapi' : 3.0.3\n",
        "swagger: '2.0'\r\n",
        "{\"openapi\":\"3.0.3\"}",
        "\n{\t\"info\": {\"a\": [\"}\\\"\"]},\n\t\"openapi\"\t: \"3.0.3\"",
    ];
    for text in documents {
        assert!(openapi::looks_like(text), "{text}");
    }
    let others = [
        "",
        "info:\n  openapi: 3.0.3\n",
        "# openapi: 3.0.3\n",
        "openapi\n",
        "{\"info\": {\"openapi\": \"3.0.3\"}}",
        "{\"info\": \"openapi\"}",
        "{\"a\": \"\\\"openapi\\\": 1",
        "{\"unfinished",
    ];
    for text in others {
        assert!(!openapi::looks_like(text), "{text}");
    }
}

/// The schemas `A` and `B` of a document with these two.
fn pair(a: &str, b: &str) -> (Schema, Schema) {
    let mut sources = Sources::default();
    let schemas = format!("C: {{}}, D: {{}}, A: {{{a}}}, B: {{{b}}}");
    sources.add(
        "a.yaml",
        format!("openapi: 3.0.3\ncomponents: {{schemas: {{{schemas}}}}}\n"),
    );
    let (diagnostics, documents) = read_sources(&sources);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    let schemas = &documents[0].schemas;
    (schemas["A"].clone(), schemas["B"].clone())
}

#[test]
fn shape_is_all_but_prose() {
    let same = [
        (
            "type: string, description: a, example: 1, externalDocs: {url: a}",
            "type: string",
        ),
        ("required: [a, b]", "required: [b, a]"),
        ("enum: [a, b]", "enum: [b, a]"),
        (
            "properties: {a: {}, b: {}}",
            "properties: {b: {description: b}, a: {}}",
        ),
        ("items: {type: string}", "items: {type: string, example: a}"),
    ];
    for (a, b) in same {
        let (first, second) = pair(a, b);
        assert!(openapi::same_shape(&first, &second), "{a} / {b}");
    }
    let different = [
        ("type: string", "type: integer"),
        ("format: a", "format: b"),
        ("nullable: true", ""),
        ("deprecated: true", ""),
        (
            "$ref: '#/components/schemas/C'",
            "$ref: '#/components/schemas/D'",
        ),
        ("properties: {a: {}}", "properties: {a: {}, b: {}}"),
        ("properties: {a: {}}", "properties: {b: {}}"),
        ("properties: {a: {type: string}}", "properties: {a: {}}"),
        ("required: [a]", "required: [a, b]"),
        ("items: {type: string}", "items: {}"),
        ("items: {}", ""),
        ("additionalProperties: true", "additionalProperties: false"),
        ("additionalProperties: true", "additionalProperties: {}"),
        (
            "additionalProperties: {type: string}",
            "additionalProperties: {}",
        ),
        ("allOf: [{type: string}]", "allOf: [{}]"),
        ("oneOf: [{}]", "oneOf: [{}, {}]"),
        ("anyOf: [{}]", ""),
        ("enum: [a]", "enum: [a, b]"),
        ("default: 1", "default: 2"),
        ("x-expandable: a", "x-expandable: b"),
        ("x-expanded-relations: {field: a}", ""),
        ("x-featureFlag: a", ""),
        ("minimum: 1", "minimum: 2"),
        ("minimum: 1", "maximum: 1"),
    ];
    for (a, b) in different {
        let (first, second) = pair(a, b);
        assert!(!openapi::same_shape(&first, &second), "{a} / {b}");
        assert!(!openapi::same_shape(&second, &first), "{b} / {a}");
    }
}

/// A few characters that mean something in YAML or JSON.
const INSERTED: &str = r##"[-:{}\[\]&*!|>'"#%@,?~<\\ \t\n\ré😀a0]{0,3}"##;

/// The text of a case with some of its characters replaced.
fn broken_text() -> impl Strategy<Value = String> {
    let cases = vec![
        "operations/api.yaml",
        "yaml-forms/api.yaml",
        "json/api.json",
        "ref-cycle/a.yaml",
    ];
    let edit = (any::<prop::sample::Index>(), INSERTED);
    let edits = prop::collection::vec(edit, 1..6);
    (prop::sample::select(cases), edits).prop_map(|(case, edits)| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/openapi");
        let text = std::fs::read_to_string(root.join(case)).expect("the case is there");
        let mut text: Vec<char> = text.chars().collect();
        for (index, inserted) in edits {
            let at = index.index(text.len());
            text.splice(at..=at, inserted.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    /// Whatever is done to a valid file, reading ends, and every place is a piece of the text.
    #[test]
    fn broken_text_is_reported_in_place(text in broken_text()) {
        let mut sources = Sources::default();
        sources.add("a.yaml", text.as_str());
        let (diagnostics, documents) = read_sources(&sources);
        prop_assert!(!documents.is_empty() || diagnostics.has_errors());
        for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            prop_assert!(text.get(start..end).is_some(), "{start}..{end} in {text:?}");
        }
    }
}
