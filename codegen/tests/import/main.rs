//! Import: on a small docs tree of our own, and on the published ones.
//!
//! Each folder under `tests/fixtures/import` is a case: a docs tree, named by its date, that is imported
//! into what `before/` holds, if there is one. `expected/` holds what the spec folder is afterwards, and
//! `expected.txt` what is said of it. `UPDATE_EXPECT=1` writes both anew.

mod corpus;
mod facts;
mod folders;
mod own_spec;
mod prose;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use medusa_codegen::diagnostic::{Diagnostics, Severity};
use medusa_codegen::import::{Import, Imported, import};

#[test]
fn fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let cases = list(&root);
    assert!(!cases.is_empty(), "no case in {}", root.display());
    let differing: Vec<_> = cases.iter().filter(|case| !matches(case)).collect();
    assert!(differing.is_empty(), "differ: {differing:#?}");
}

/// Whether a case gives what is expected; shows the difference if not.
fn matches(case: &Path) -> bool {
    let spec = tempfile::tempdir().expect("a folder can be made");
    put_all(spec.path(), &tree(&case.join("before")));
    let result = import(&docs_tree(case), spec.path()).expect("the folder is ours");
    let text = dump(&result);
    let imported = result.imported.expect("the case has no errors");
    imported.write(spec.path()).expect("it can be written");
    let found = tree(spec.path());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let expected = case.join("expected");
        if expected.exists() {
            std::fs::remove_dir_all(&expected).expect("the fixtures can be written");
        }
        put_all(&expected, &found);
        std::fs::write(case.join("expected.txt"), text).expect("the fixtures can be written");
        return true;
    }
    let wanted = tree(&case.join("expected"));
    let said = std::fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
    for path in wanted.keys().chain(found.keys()) {
        let (wanted, found) = (wanted.get(path), found.get(path));
        if wanted != found {
            println!("{path}, expected:\n{wanted:?}\nfound:\n{found:?}");
        }
    }
    if said != text {
        println!("said, expected:\n{said}\nfound:\n{text}");
    }
    wanted == found && said == text
}

/// The docs tree of a case: the folder whose name is a date.
fn docs_tree(case: &Path) -> PathBuf {
    let is_dated = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("20"))
    };
    list(case)
        .into_iter()
        .find(is_dated)
        .expect("a case has a docs tree")
}

/// What was said of an import, and what became of the prose.
fn dump(result: &Import) -> String {
    let mut text = String::new();
    for diagnostic in &result.diagnostics {
        text += &format!("{}: {}\n", diagnostic.code, diagnostic.message);
    }
    let Some(Imported { report, .. }) = &result.imported else {
        return text;
    };
    text += &format!("told: {}\n", report.told);
    for (subject, prose) in &report.dropped {
        text += &format!("dropped: {subject}: {prose:?}\n");
    }
    text
}

/// What an import gives that must succeed.
fn imported(from: &Path, spec: &Path) -> Imported {
    let result = import(from, spec).expect("the folder is ours");
    let errors = said(&result.diagnostics, Severity::Error);
    assert!(errors.is_empty(), "{errors:#?}");
    result.imported.expect("there are no errors")
}

/// What was said with a severity.
fn said(diagnostics: &Diagnostics, severity: Severity) -> Vec<String> {
    let said = diagnostics
        .iter()
        .filter(|said| said.severity() == severity);
    said.map(|said| format!("{}: {}", said.code, said.message))
        .collect()
}

/// The published states.
fn states() -> [PathBuf; 3] {
    let states = ["2023-11-17", "2024-01-05", "2024-10-24"];
    states.map(|state| support::shared().join("corpus").join(state))
}

/// The files at and below `root`, by their paths in it; none if there is no such folder.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in list(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it is below the root");
                let text = std::fs::read_to_string(&path).expect("it is UTF-8");
                files.insert(name.to_string_lossy().into_owned(), text);
            }
        }
    }
    files
}

fn put_all(root: &Path, files: &BTreeMap<String, String>) {
    for (path, text) in files {
        put(&root.join(path), text);
    }
}

fn put(path: &Path, text: &str) {
    let parent = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(parent).expect("a folder can be made");
    std::fs::write(path, text).expect("a file can be written");
}

/// What is in a folder, in the order of names.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
