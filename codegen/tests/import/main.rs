//! Import: on a small docs tree of our own, and on the published ones.

mod corpus;
mod facts;

use std::path::{Path, PathBuf};

use medusa_codegen::diagnostic::{Diagnostics, Severity};
use medusa_codegen::import::{Import, Imported, import};

/// What an import gives that must succeed.
fn imported(from: &Path, spec: &Path) -> Imported {
    let Import {
        sources,
        diagnostics,
        imported,
    } = import(from, spec);
    let errors = said(&diagnostics, Severity::Error);
    assert!(
        imported.is_some(),
        "{} files, errors: {errors:#?}",
        sources.iter().count()
    );
    imported.expect("it was just looked at")
}

/// What was said with a severity.
fn said(diagnostics: &Diagnostics, severity: Severity) -> Vec<String> {
    let said = diagnostics
        .iter()
        .filter(|said| said.severity() == severity);
    said.map(|said| format!("{}: {}", said.code, said.message))
        .collect()
}

/// The published states, if the tests were told where they are.
fn states() -> Vec<PathBuf> {
    let Some(shared) = std::env::var_os("MEDUSA_SHARED") else {
        println!("skipped: MEDUSA_SHARED does not name the folder that holds corpus/");
        return Vec::new();
    };
    let states = ["2023-11-17", "2024-01-05", "2024-10-24"];
    states
        .map(|state| Path::new(&shared).join("corpus").join(state))
        .to_vec()
}
