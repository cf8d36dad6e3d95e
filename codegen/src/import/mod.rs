//! Import: a published docs tree in, a spec folder out.
//!
//! Only facts are taken: names, types, routes, defaults, values, structure. The prose of a spec folder is
//! the project's own. It stays where its subject still exists, and is reported where not, as are the
//! subjects that have none yet. What is written:
//!
//! * `js-client/<Class>.mdx`: a page a resource class, as published;
//! * `types/<stem>.mdx` and `types/enums/<stem>.mdx`: a page a linked type. Published pages repeat its
//!   tree in every row; here rows only link to it;
//! * `openapi/*.yaml`: the documents, and in `shared.yaml` what they have in common;
//! * `manifest.toml`: where the facts come from.
//!
//! Inside, [`folder`] makes and reads a spec folder as a whole, [`pages`], [`rows`] and [`openapi`] do so
//! with its parts, [`prose`] carries prose from one folder to another, and [`write`](mod@write) puts files
//! on disk.

mod folder;
mod links;
mod manifest;
mod openapi;
mod pages;
mod prose;
mod rows;
mod shared;
mod write;

pub use manifest::Manifest;
pub use prose::Report;
pub use write::Written;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};
use crate::source::{self, MANIFEST, Spec};
use folder::Folder;
use prose::Prose;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// An import that was tried.
#[derive(Debug)]
pub struct Import {
    /// The files that were read.
    pub sources: Sources,
    /// What is to be said of them.
    pub diagnostics: Diagnostics,
    /// What is to be written; nothing where there are errors.
    pub imported: Option<Imported>,
}

/// A spec folder that can be written.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The texts of all files, by their paths in the folder.
    pub files: BTreeMap<String, String>,
    /// Where the facts come from.
    pub manifest: Manifest,
    /// What became of the prose.
    pub report: Report,
}

/// How much there is of what in a docs tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Reference pages.
    pub pages: usize,
    /// Methods on them.
    pub methods: usize,
    /// Operations in OpenAPI documents.
    pub operations: usize,
}

/// Reads the docs tree in the folder `from`, and the prose in the spec folder `spec`. Writes nothing.
pub fn import(from: &Path, spec: &Path) -> Import {
    let mut diagnostics = Diagnostics::default();
    check_folders(from, spec, &mut diagnostics);
    let mut source = source::load(&[from.to_owned()], &mut diagnostics);
    let counts = Counts::of(&source);
    let hashes = source.sources.iter().map(|(_, file)| {
        let path = file.path.strip_prefix(from).unwrap_or(&file.path);
        (
            path.to_string_lossy().replace('\\', "/"),
            manifest::sha256(&file.text),
        )
    });
    let manifest = Manifest::new(from, counts, hashes.collect());
    let mut folder = Folder::published(&source, &mut diagnostics);
    let mut old = Folder::written(spec, &mut source.sources, &mut diagnostics);
    let report = Prose::of(&mut old).tell(&mut folder);
    let imported = (!diagnostics.has_errors()).then(|| {
        let mut files = folder.files();
        files.insert(MANIFEST.to_owned(), manifest.text());
        Imported {
            files,
            manifest,
            report,
        }
    });
    Import {
        sources: source.sources,
        diagnostics,
        imported,
    }
}

impl Imported {
    /// Makes the spec folder `spec` hold these files. Corrections in it are left alone, pages and documents
    /// that are no longer made are removed, and files that stay the same are not touched.
    ///
    /// # Errors
    /// When the file system refuses something; the write can then be done again.
    pub fn write(&self, spec: &Path) -> io::Result<Written> {
        write::write(spec, &self.files)
    }
}

impl Counts {
    fn of(spec: &Spec) -> Self {
        Self {
            pages: spec.pages.len(),
            methods: spec.pages.iter().map(|page| page.methods.len()).sum(),
            operations: spec
                .documents
                .iter()
                .map(|document| document.operations.len())
                .sum(),
        }
    }
}

/// Refuses folders that cannot be read from or must not be written to.
fn check_folders(from: &Path, spec: &Path, diagnostics: &mut Diagnostics) {
    let mut refuse = |message: String, help: &str| {
        diagnostics.push(Diagnostic::new(Code::ForeignFolder, message).help(help));
    };
    match write::is_ours(spec) {
        Ok(true) => {}
        Ok(false) => refuse(
            format!(
                "`{}` was not written by an import, so it is left alone",
                spec.display()
            ),
            "name an empty folder, or one with a manifest.toml of ours",
        ),
        Err(error) => refuse(
            format!("`{}` cannot be read: {error}", spec.display()),
            "name a folder",
        ),
    }
    if let (Ok(from), Ok(to)) = (from.canonicalize(), spec.canonicalize())
        && (from.starts_with(&to) || to.starts_with(&from))
    {
        refuse(
            format!("`{}` cannot be imported into itself", spec.display()),
            "name a docs tree that is not inside of the spec folder, nor the other way round",
        );
    }
}
