//! The pipeline, end to end. A placeholder: it finds files and reads nothing of them yet.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};
use crate::ir::Api;
use crate::output::Tree;
use std::path::{Path, PathBuf};

/// What reading gave.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The files that were read.
    pub sources: Sources,
    /// What is said about them.
    pub diagnostics: Diagnostics,
    /// The number of reference pages.
    pub pages: usize,
    /// The number of OpenAPI documents.
    pub documents: usize,
    /// The API; `None` where there were errors.
    pub api: Option<Api>,
}

/// Reads the files and folders at `paths` into one API.
pub fn read(paths: &[PathBuf]) -> Run {
    let mut run = Run::default();
    if paths.iter().any(|path| holds_a_file(path)) {
        run.api = Some(Api::default());
    } else {
        let message = "nothing to read: no page and no OpenAPI document";
        run.diagnostics
            .push(Diagnostic::new(Code::EmptySpec, message));
    }
    run
}

fn holds_a_file(path: &Path) -> bool {
    path.is_file()
        || path.read_dir().is_ok_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|entry| holds_a_file(&entry.path())))
        })
}

/// The generated files, relative to `src/generated`.
pub fn generate(_: &Run) -> Tree {
    let mut tree = Tree::default();
    tree.add_generated("mod.rs", "the whole reference", "");
    tree
}

/// The Rust that comes of what `subject` names.
pub fn rust_of(_: &Run, _: &str) -> Option<String> {
    None
}
