//! Discovery: folders and files in, everything that could be read out.
//!
//! A spec is recognised by content: a Markdown file with a component block is a page, a YAML or JSON file
//! with an `openapi` key is a document. Only the tool's own files go by their names.

use super::mdx::{self, Page};
use super::openapi::{self, Document};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Sources};
use crate::fixup::{self, Fixups};
use rayon::prelude::*;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The file of corrections in a spec folder.
pub const FIXUPS: &str = "fixups.toml";
/// The file that says where a spec folder's facts come from.
pub const MANIFEST: &str = "manifest.toml";
/// The file of known changes in a spec folder.
pub const WAIVERS: &str = "drift-waivers.toml";

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Spec {
    /// The files.
    pub sources: Sources,
    /// The pages, in the order of their files.
    pub pages: Vec<Page>,
    /// The OpenAPI documents, in the order of their files.
    pub documents: Vec<Document>,
    /// The corrections.
    pub fixups: Fixups,
}

/// Reads every page and document in `paths`: folders, which are searched, and single files.
pub fn load(paths: &[PathBuf], diagnostics: &mut Diagnostics) -> Spec {
    let mut spec = Spec::default();
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files, diagnostics);
    }
    files.sort();
    files.dedup();
    let texts: Vec<_> = files.par_iter().map(std::fs::read).collect();
    let (mut pages, mut documents) = (Vec::new(), Vec::new());
    for (path, bytes) in files.into_iter().zip(texts) {
        let Some(text) = decode(&path, bytes, diagnostics) else {
            continue;
        };
        match kind(&path, &text) {
            Kind::Page => pages.push(spec.sources.add(path, text)),
            Kind::Document => documents.push(spec.sources.add(path, text)),
            Kind::Fixups => {
                let file = spec.sources.add(path, text);
                let text = spec.sources.file(file).text.clone();
                fixup::read(file, &text, &mut spec.fixups, diagnostics);
            }
            Kind::Ours => {}
            Kind::Unknown => diagnostics.push(Diagnostic::new(
                Code::UnknownFile,
                format!(
                    "`{}` is neither a reference page nor an OpenAPI document; it is not read",
                    path.display()
                ),
            )),
        }
    }
    // Where something could not be read, that is what is wrong.
    if pages.is_empty() && documents.is_empty() && !diagnostics.has_errors() {
        let names: Vec<String> = paths
            .iter()
            .map(|path| format!("`{}`", path.display()))
            .collect();
        diagnostics.push(
            Diagnostic::new(
                Code::EmptySpec,
                format!("no reference page and no OpenAPI document in {}", names.join(", ")),
            )
            .help("a page is a .mdx file with ParameterTypes or TypeList blocks, a document a .yaml or .json file with an `openapi` key"),
        );
    }
    let ((read_pages, said_of_pages), (read_documents, said_of_documents)) = rayon::join(
        || read_pages(&spec.sources, &pages),
        || read_documents(&spec.sources, &documents),
    );
    diagnostics.append(said_of_pages);
    diagnostics.append(said_of_documents);
    spec.pages = read_pages;
    spec.documents = read_documents;
    spec
}

fn read_pages(sources: &Sources, files: &[FileId]) -> (Vec<Page>, Diagnostics) {
    let read = |file: &FileId| {
        let mut diagnostics = Diagnostics::default();
        let page = mdx::read(*file, &sources.file(*file).text, &mut diagnostics);
        (page, diagnostics)
    };
    let read: Vec<_> = files.par_iter().map(read).collect();
    let mut all = Diagnostics::default();
    let mut pages = Vec::new();
    for (page, diagnostics) in read {
        pages.extend(page);
        all.append(diagnostics);
    }
    (pages, all)
}

fn read_documents(sources: &Sources, files: &[FileId]) -> (Vec<Document>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let inputs: Vec<(FileId, &Path, &str)> = files
        .iter()
        .map(|id| {
            (
                *id,
                sources.file(*id).path.as_path(),
                &*sources.file(*id).text,
            )
        })
        .collect();
    let documents = openapi::read(&inputs, &mut diagnostics);
    (documents, diagnostics)
}

/// Adds the files at and below `path`, symbolic links and hidden files left aside.
fn collect(path: &Path, files: &mut Vec<PathBuf>, diagnostics: &mut Diagnostics) {
    let unreadable = |error: std::io::Error| {
        Diagnostic::new(
            Code::UnreadableFile,
            format!("`{}` cannot be read: {error}", path.display()),
        )
    };
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => match std::fs::read_dir(path) {
            Ok(entries) => {
                for entry in entries {
                    let entry = match entry {
                        Ok(entry) => entry,
                        Err(error) => {
                            diagnostics.push(unreadable(error));
                            continue;
                        }
                    };
                    let hidden = entry.file_name().to_string_lossy().starts_with('.');
                    let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                    if !hidden && !link {
                        collect(&entry.path(), files, diagnostics);
                    }
                }
            }
            Err(error) => diagnostics.push(unreadable(error)),
        },
        Ok(_) => files.push(path.to_owned()),
        Err(error) => diagnostics.push(unreadable(error)),
    }
}

fn decode(
    path: &Path,
    bytes: std::io::Result<Vec<u8>>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let unreadable = |what: String| {
        Diagnostic::new(
            Code::UnreadableFile,
            format!("`{}` cannot be read: {what}", path.display()),
        )
    };
    match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => Some(text),
        Ok(Err(error)) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            diagnostics.push(unreadable(format!(
                "invalid UTF-8 in line {line}, at byte {valid}"
            )));
            None
        }
        Err(error) => {
            diagnostics.push(unreadable(error.to_string()));
            None
        }
    }
}

enum Kind {
    Page,
    Document,
    Fixups,
    /// One of the tool's own files that says nothing of the API.
    Ours,
    Unknown,
}

fn kind(path: &Path, text: &str) -> Kind {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    match path.extension().and_then(OsStr::to_str) {
        Some("mdx") => Kind::Page,
        Some("md") if text.contains("<ParameterTypes") || text.contains("<TypeList") => Kind::Page,
        Some("md" | "txt") | None if is_about(name) => Kind::Ours,
        Some("yaml" | "yml" | "json") if openapi::looks_like(text) => Kind::Document,
        Some("toml") if name == FIXUPS => Kind::Fixups,
        Some("toml") if name == MANIFEST || name == WAIVERS => Kind::Ours,
        _ => Kind::Unknown,
    }
}

/// Whether a file is about the folder it is in, by its name.
fn is_about(name: &str) -> bool {
    ["README", "LICENSE", "CHANGELOG"]
        .iter()
        .any(|about| name.starts_with(about))
}
