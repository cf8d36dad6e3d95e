//! Neither the order in which files are read nor their names change the result.
//!
//! Tried on every fixture of the pipeline and on the project's own spec; and on the published states, if
//! `MEDUSA_SHARED` names the folder that holds `corpus/`.

#[path = "pipeline/dump.rs"]
mod dump;
mod support;

use medusa_codegen::diagnostic::Diagnostics;
use medusa_codegen::pipeline::{self, Run};
use medusa_codegen::{merge, source};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The project's own specs, all without errors.
fn specs() -> Vec<PathBuf> {
    let mut specs: Vec<PathBuf> = list(Path::new("tests/fixtures/pipeline"))
        .into_iter()
        .filter(|case| case.join("expected.ir").exists())
        .map(|case| case.join("spec"))
        .collect();
    specs.push(PathBuf::from("../spec"));
    assert!(specs.len() > 40, "{specs:?}");
    specs
}

/// What is in a folder, in order.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    paths.sort();
    paths
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    };
    list(folder).into_iter().flat_map(below).collect()
}

/// Everything about a run: the API and what was said, with places; the generated files.
fn all_of(run: &Run) -> (String, Vec<(String, String)>) {
    let said = dump::diagnostics(&run.sources, &run.diagnostics);
    let tree = pipeline::generate(run);
    let files = tree.iter().map(|(path, text)| (path.into(), text.into()));
    (format!("{:#?}\n{said}", run.api), files.collect())
}

/// The API without places, and the generated files.
fn without_places(run: &Run) -> (String, Vec<(String, String)>) {
    let api = run.api.as_ref().expect("the spec has no errors");
    (dump::api(api), all_of(run).1)
}

/// Turns items around, and mixes them; the same way each time.
fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    let mut reversed = items.to_vec();
    reversed.reverse();
    let mut orders = vec![reversed];
    for seed in 1..3_usize {
        let mut mixed = items.to_vec();
        for index in (1..mixed.len()).rev() {
            mixed.swap(index, (index * 7919 + seed * 104_729) % (index + 1));
        }
        orders.push(mixed);
    }
    orders
}

#[test]
fn two_runs_are_the_same_to_the_byte() {
    specs().iter().for_each(|spec| check_two_runs(spec));
}

#[test]
fn the_order_of_paths_does_not_matter() {
    specs().iter().for_each(|spec| check_order_of_paths(spec));
}

#[test]
fn the_order_of_pages_and_documents_does_not_matter() {
    specs().iter().for_each(|spec| check_order_of_sources(spec));
}

#[test]
fn names_of_files_do_not_matter() {
    specs().iter().for_each(|spec| check_names_of_files(spec));
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the published documentation"]
fn neither_matters_for_published_states() {
    let mut states = list(&support::shared().join("corpus"));
    states.retain(|state| state.is_dir());
    assert!(!states.is_empty(), "there are published states");
    for state in states {
        check_two_runs(&state);
        check_order_of_paths(&state);
        check_order_of_sources(&state);
        check_names_of_files(&state);
    }
}

fn read(spec: &Path) -> Run {
    pipeline::read(&[spec.to_owned()])
}

fn check_two_runs(spec: &Path) {
    let [first, second] = [(); 2].map(|()| all_of(&read(spec)));
    assert!(first == second, "{}", spec.display());
}

fn check_order_of_paths(spec: &Path) {
    let expected = all_of(&read(spec));
    // The tool's own files below hidden folders are not found by folder, but read when named.
    let visible = |path: &PathBuf| !path.iter().any(is_hidden);
    let files: Vec<PathBuf> = files(spec).into_iter().filter(visible).collect();
    for paths in orders(&files) {
        let found = all_of(&pipeline::read(&paths));
        assert!(found == expected, "{}", spec.display());
    }
}

fn is_hidden(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') && name != ".." && name != "."
}

fn check_order_of_sources(path: &Path) {
    let mut diagnostics = Diagnostics::default();
    let mut spec = source::load(&[path.to_owned()], &mut diagnostics);
    let merged = |spec: &source::Spec| {
        let mut diagnostics = Diagnostics::default();
        let api = merge::merge(spec, &mut diagnostics);
        diagnostics.sort();
        let diagnostics = dump::diagnostics(&spec.sources, &diagnostics);
        format!("{api:#?}\n{diagnostics}")
    };
    let expected = merged(&spec);
    let documents = orders(&spec.documents);
    for (pages, documents) in orders(&spec.pages).into_iter().zip(documents) {
        (spec.pages, spec.documents) = (pages, documents);
        assert_same(&merged(&spec), &expected, path);
    }
}

fn check_names_of_files(spec: &Path) {
    let expected = without_places(&read(spec));
    let folder = tempfile::tempdir().expect("a folder can be made");
    copy_renamed(spec, folder.path());
    let found = without_places(&read(folder.path()));
    assert_same(&found.0, &expected.0, spec);
    assert!(found.1 == expected.1, "{}", spec.display());
}

/// Copies a spec so that its files come in the opposite order. A type's page is known by its name, and a
/// document that another refers to by its place.
fn copy_renamed(spec: &Path, to: &Path) {
    let files = files(spec);
    let texts: Vec<Vec<u8>> = files
        .iter()
        .map(|file| fs::read(file).expect("the spec can be read"))
        .collect();
    let refers = |text: &Vec<u8>| {
        let text = String::from_utf8_lossy(text);
        text.contains(".yaml#/") || text.contains(".json#/")
    };
    let keeps_documents = texts.iter().any(refers);
    for (index, (file, text)) in files.iter().zip(texts).enumerate() {
        let path = file.strip_prefix(spec).expect("the file is below the spec");
        let end = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let is_page = end == "mdx" && !path.starts_with("types");
        let is_document = matches!(end, "yaml" | "yml" | "json") && !keeps_documents;
        let path = match is_page || is_document {
            true => PathBuf::from(format!("{:04}/renamed.{end}", 9999 - index)),
            false if end == "toml" => path.to_owned(),
            false => Path::new("moved").join(path),
        };
        let path = to.join(path);
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, text).expect("the copy can be written");
    }
}

/// Says where two long texts differ first.
fn assert_same(found: &str, expected: &str, spec: &Path) {
    let differing = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
    assert!(
        found == expected,
        "{}: {:#?}",
        spec.display(),
        differing.unwrap_or_default()
    );
}
