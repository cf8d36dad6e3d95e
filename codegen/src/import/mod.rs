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
//! Inside, `folder` makes and reads a spec folder as a whole, `pages`, `rows` and `openapi` do so
//! with its parts, `prose` carries prose from one folder to another, and `write` puts files
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

use crate::diagnostic::{Diagnostics, Sources};
use crate::source::{self, MANIFEST, Spec};
use folder::{DOCUMENTS, Folder};
use links::{CLASSES, TYPES};
use prose::{Prose, Told};
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

/// The prose of the spec folder `spec`: each subject that may have some, with what is said of it.
pub fn prose(spec: &Path) -> (Vec<(String, String)>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut folder = Folder::written(spec, &mut Sources::default(), &mut diagnostics);
    let mut texts = Vec::new();
    folder.visit_prose(&mut |subject, text| texts.push((subject.name, std::mem::take(text))));
    (texts, diagnostics)
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

/// Reads the docs tree in the folder `from`, and the prose in the spec folder `spec`, which need not
/// exist. Writes nothing. Where the docs tree has no pages or no documents, those in the spec folder stay.
///
/// # Errors
/// When `spec` is not a folder to write to: it holds something but was not imported before, it cannot be
/// read, or one of the folders is inside of the other. All that is wrong with what they hold is in
/// [`Import::diagnostics`].
pub fn import(from: &Path, spec: &Path) -> io::Result<Import> {
    write::refuse_foreign(spec)?;
    refuse_overlap(from, spec)?;
    let mut diagnostics = Diagnostics::default();
    let mut source = source::load(&[from.to_owned()], &mut diagnostics);
    let counts = Counts::of(&source);
    let hashes = source.sources.iter().map(|(_, file)| {
        let path = file.path.strip_prefix(from).unwrap_or(&file.path);
        (
            path.to_string_lossy().replace('\\', "/"),
            manifest::sha256(&file.text),
        )
    });
    let mut manifest = Manifest::new(from, counts, hashes.collect());
    let mut folder = Folder::published(&source, &mut diagnostics);
    let mut old = Folder::written(spec, &mut source.sources, &mut diagnostics);
    // A kind that the docs tree has nothing of stays in the spec folder as it is.
    let mut kept = Vec::new();
    if let Some(known) = Manifest::of(spec) {
        if source.pages.is_empty() {
            manifest.keep_pages(&known);
            old.drop_pages();
            kept.extend([CLASSES, TYPES]);
        }
        if source.documents.is_empty() {
            manifest.keep_documents(&known);
            old.drop_documents();
            kept.push(DOCUMENTS);
        }
    }
    let report = Prose::of(&mut old).tell(&mut folder);
    let imported = (!diagnostics.has_errors()).then(|| {
        let mut files = folder.files();
        for (_, file) in source.sources.iter() {
            let path = file.path.strip_prefix(spec).unwrap_or(&file.path);
            if kept.iter().any(|folder| path.starts_with(folder)) {
                let path = path.to_string_lossy().replace('\\', "/");
                files.insert(path, file.text.to_string());
            }
        }
        files.insert(MANIFEST.to_owned(), manifest.text());
        Imported {
            files,
            manifest,
            report,
        }
    });
    diagnostics.sort();
    Ok(Import {
        sources: source.sources,
        diagnostics,
        imported,
    })
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

/// Refuses a spec folder and a docs tree one of which is inside of the other.
fn refuse_overlap(from: &Path, spec: &Path) -> io::Result<()> {
    let (Ok(inner), Ok(outer)) = (from.canonicalize(), spec.canonicalize()) else {
        return Ok(());
    };
    if !inner.starts_with(&outer) && !outer.starts_with(&inner) {
        return Ok(());
    }
    let (from, spec) = (from.display(), spec.display());
    let message = format!("{from} and {spec} overlap, so one cannot be imported into the other");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}
