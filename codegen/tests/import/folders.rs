//! Which folders are read and written, and when not.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use medusa_codegen::diagnostic::Severity;
use medusa_codegen::import::import;
use tempfile::TempDir;

use crate::{docs_tree, imported, put, put_all, said, tree};

fn lamps() -> PathBuf {
    docs_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import/fresh"))
}

/// A spec folder with the lamps.
fn spec() -> TempDir {
    let spec = tempfile::tempdir().expect("a folder can be made");
    imported(&lamps(), spec.path())
        .write(spec.path())
        .expect("it can be written");
    spec
}

#[test]
fn importing_again_changes_nothing() {
    let spec = spec();
    let before = tree(spec.path());
    let written = imported(&lamps(), spec.path())
        .write(spec.path())
        .expect("it can be written");
    assert!(written.is_empty(), "{written:?}");
    assert_eq!(tree(spec.path()), before);
}

#[test]
fn what_is_no_longer_made_is_removed() {
    let spec = spec();
    put(&spec.path().join("types/old/gone.Candle.mdx"), "# Candle\n");
    put(&spec.path().join("openapi/notes.txt"), "left over");
    put(&spec.path().join("notes.txt"), "not ours");
    put(&spec.path().join("fixups.toml"), "# mine\n");
    std::fs::remove_file(spec.path().join("types/entities.Bulb.mdx")).expect("it is there");
    let written = imported(&lamps(), spec.path())
        .write(spec.path())
        .expect("it can be written");
    assert_eq!(written.new, ["types/entities.Bulb.mdx"]);
    assert_eq!(written.changed, [""; 0]);
    assert_eq!(
        written.removed,
        ["types/old/gone.Candle.mdx", "openapi/notes.txt"]
    );
    assert!(!spec.path().join("types/old").exists());
    let left = tree(spec.path());
    assert_eq!(left["notes.txt"], "not ours");
    assert_eq!(left["fixups.toml"], "# mine\n");
}

#[test]
fn foreign_folders_are_refused() {
    let spec = tempfile::tempdir().expect("a folder can be made");
    put(&spec.path().join("fixups.toml"), "");
    assert!(import(&lamps(), spec.path()).is_ok());
    put(&spec.path().join("thesis.txt"), "years of work");
    let refused = import(&lamps(), spec.path()).expect_err("it is not ours");
    assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
    put(
        &spec.path().join("manifest.toml"),
        "name = \"another tool's\"\n",
    );
    assert!(import(&lamps(), spec.path()).is_err());
}

#[test]
fn overlapping_folders_are_refused() {
    let spec = spec();
    for (from, to) in [
        (spec.path().to_owned(), spec.path().to_owned()),
        (spec.path().join("types"), spec.path().to_owned()),
    ] {
        let refused = import(&from, &to).expect_err("they overlap");
        assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn nothing_is_imported_where_there_are_errors() {
    let broken =
        "# LampsResource\n\n## Methods\n\n### list\n\n#### Parameters\n\n<TypeList types={[{]}/>\n";
    let in_spec = spec();
    put(&in_spec.path().join("js-client/LampsResource.mdx"), broken);
    let result = import(&lamps(), in_spec.path()).expect("the folder is ours");
    assert!(result.imported.is_none());
    let errors = said(&result.diagnostics, Severity::Error);
    assert!(
        errors
            .iter()
            .all(|error| error.starts_with("invalid-json: ")),
        "{errors:#?}"
    );
    let places = result
        .diagnostics
        .iter()
        .filter_map(|said| said.labels.first());
    let place = places
        .map(|label| result.sources.place(label.span))
        .next_back();
    assert!(place.is_some_and(|place| place.contains("js-client/LampsResource.mdx:9:")));

    let from = tempfile::tempdir().expect("a folder can be made");
    put(&from.path().join("Lamps.mdx"), broken);
    let result = import(from.path(), &in_spec.path().join("nowhere")).expect("it holds nothing");
    assert!(result.imported.is_none());
}

#[test]
fn a_spec_folder_is_a_docs_tree_too() {
    let (first, from, second) = (spec(), tempfile::tempdir(), tempfile::tempdir());
    let (from, second) = (
        from.expect("a folder can be made"),
        second.expect("a folder can be made"),
    );
    put_all(from.path(), &tree(first.path()));
    let again = imported(from.path(), second.path());
    again.write(second.path()).expect("it can be written");
    let (mut first, mut second) = (tree(first.path()), tree(second.path()));
    assert!(first.remove("manifest.toml") != second.remove("manifest.toml"));
    assert_eq!(first, second);
}
