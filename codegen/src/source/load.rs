//! Discovery: folders and files in, everything that could be read out.
//!
//! A spec is recognised by content: a Markdown file with a component block is a page, a YAML or JSON file
//! with an `openapi` key is a document, what was made of either is a capture. Only the tool's own files go by their names.

use super::capture::{self, Form};
use super::files::{self, Files};
use super::mdx::{self, Page};
use super::openapi::{self, Document};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Sources};
use crate::fixup::{self, Fixups};
use rayon::prelude::*;
use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The file of corrections in a spec folder.
pub const FIXUPS: &str = "fixups.toml";
/// The file that says where a spec folder's facts come from.
pub const MANIFEST: &str = "manifest.toml";
/// The file of known changes in a spec folder.
pub const WAIVERS: &str = "drift-waivers.toml";
/// How large a file may be, in bytes: several times as large as all documentation there is.
const MAX_SIZE: u64 = 64 << 20;

/// What to do about a capture that is taken for nothing.
const AS_CAPTURE: &str = "a capture of either is recognised in a .txt file, and read from any other with `--as` and its form";

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
    /// What the captures are, whose pages and documents are among the others, after them.
    pub captures: Vec<capture::Facts>,
}

impl Spec {
    /// Whether no file says anything of the API, readable or not.
    fn is_empty(&self) -> bool {
        !self.sources.iter().any(|(_, file)| is_input(&file.path))
    }
}

/// Whether a file that was taken in says something of the API, if only it can be read.
fn is_input(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str) != Some(FIXUPS)
}

/// Reads every page and document in `paths`: folders, which are searched, and single files.
pub fn load(paths: &[PathBuf], diagnostics: &mut Diagnostics) -> Spec {
    load_as(paths, None, diagnostics)
}

/// The same, taking the files that `paths` names itself for captures of one form.
pub fn load_as(paths: &[PathBuf], form: Option<Form>, diagnostics: &mut Diagnostics) -> Spec {
    let form_of = |path: &PathBuf| form.filter(|_| paths.contains(path));
    let files = Files::of(paths, diagnostics).found.into_iter();
    let (files, unknown): (Vec<_>, Vec<_>) =
        files.partition(|path| may_be_input(path) || form_of(path).is_some());
    let read: Vec<_> = files.par_iter().map(|path| read_bytes(path)).collect();
    let mut texts = Vec::new();
    for (path, bytes) in files.into_iter().zip(read) {
        if let Some(text) = decode(&path, bytes, diagnostics) {
            let form = form_of(&path);
            texts.push((path, text, form));
        }
    }
    let spec = sort_out(texts, unknown, diagnostics);
    // Where something could not be read, that is what is wrong.
    if spec.is_empty() && !diagnostics.has_errors() {
        let names: Vec<String> = paths
            .iter()
            .map(|path| format!("`{}`", path.display()))
            .collect();
        diagnostics.push(
            Diagnostic::new(
                Code::EmptySpec,
                format!("no reference page and no OpenAPI document in {}", names.join(", ")),
            )
            .help(format!("a page is a .mdx file with ParameterTypes or TypeList blocks, a document a .yaml or .json file with an `openapi` key; {AS_CAPTURE}")),
        );
    }
    spec
}

/// Reads texts as if they were files with these names.
pub fn read(files: Vec<(PathBuf, String)>, diagnostics: &mut Diagnostics) -> Spec {
    let files = files.into_iter().map(|(path, text)| (path, text, None));
    sort_out(files.collect(), Vec::new(), diagnostics)
}

/// Reads texts, each by its kind; reports the files of an `unknown` kind.
fn sort_out(
    files: Vec<(PathBuf, String, Option<Form>)>,
    mut unknown: Vec<PathBuf>,
    diagnostics: &mut Diagnostics,
) -> Spec {
    let mut spec = Spec::default();
    let (mut pages, mut documents, mut captures) = (Vec::new(), Vec::new(), Vec::new());
    for (path, text, form) in files {
        match form.map_or_else(|| kind(&path, &text), Kind::Capture) {
            Kind::Page => pages.push(spec.sources.add(path, text)),
            Kind::Document => documents.push(spec.sources.add(path, text)),
            Kind::Capture(form) => captures.push((spec.sources.add(path, text), form)),
            Kind::Fixups => {
                let file = spec.sources.add(path, text);
                let text = spec.sources.file(file).text.clone();
                fixup::read(file, &text, &mut spec.fixups, diagnostics);
            }
            Kind::Ours => {}
            Kind::Unknown => unknown.push(path),
        }
    }
    unknown.sort();
    let verdicts = [
        "is neither a reference page nor an OpenAPI document; it is not read",
        "are neither reference pages nor OpenAPI documents; they are not read",
    ];
    diagnostics.extend(files::unknown(&unknown, verdicts, AS_CAPTURE));
    let ((read_pages, said_of_pages), (read_documents, said_of_documents)) = rayon::join(
        || read_pages(&spec.sources, &pages),
        || read_documents(&spec.sources, &documents),
    );
    diagnostics.append(said_of_pages);
    diagnostics.append(said_of_documents);
    spec.pages = read_pages;
    spec.documents = read_documents;
    for (file, form) in captures {
        let text = spec.sources.file(file).text.clone();
        let capture = capture::read(file, form, &text, diagnostics);
        spec.pages.extend(capture.page);
        spec.documents.extend(capture.document);
        spec.captures.push(capture.facts);
    }
    spec
}

/// Reads a file that is not larger than any documentation.
fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    // What is no regular file does not tell its size.
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIZE {
        let message = format!("it is larger than {} MB", MAX_SIZE >> 20);
        return Err(std::io::Error::new(
            std::io::ErrorKind::FileTooLarge,
            message,
        ));
    }
    Ok(bytes)
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
        Ok(Ok(mut text)) => {
            // Some editors begin files with a byte order mark, which is no part of the text.
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Some(text)
        }
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

/// Whether a file may be of a known kind, by its name.
fn may_be_input(path: &Path) -> bool {
    let is_text = |extension: &str| matches!(extension, "mdx" | "md" | "txt" | "html" | "toml");
    is_called_as_document(path) || extension(path).as_deref().is_none_or(is_text)
}

enum Kind {
    Page,
    Document,
    /// Something else that was made of a page or a document.
    Capture(Form),
    Fixups,
    /// One of the tool's own files that says nothing of the API.
    Ours,
    Unknown,
}

fn extension(path: &Path) -> Option<String> {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.map(str::to_ascii_lowercase)
}

/// Whether a file is called as documents are.
pub(crate) fn is_called_as_document(path: &Path) -> bool {
    matches!(extension(path).as_deref(), Some("yaml" | "yml" | "json"))
}

fn kind(path: &Path, text: &str) -> Kind {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let extension = extension(path);
    let captured = || capture::detect(text);
    let has_blocks = || text.contains("<ParameterTypes") || text.contains("<TypeList");
    match extension.as_deref() {
        Some("mdx") => captured().map_or(Kind::Page, Kind::Capture),
        Some("md") if has_blocks() || mdx::has_tables(text) => {
            captured().map_or(Kind::Page, Kind::Capture)
        }
        Some("md" | "txt") | None if is_about(name) => Kind::Ours,
        Some(_) if is_called_as_document(path) && openapi::looks_like(text) => Kind::Document,
        Some("toml") if name == FIXUPS => Kind::Fixups,
        Some("toml") if name == MANIFEST || name == WAIVERS => Kind::Ours,
        Some("md" | "txt" | "html") | None => captured().map_or(Kind::Unknown, Kind::Capture),
        _ => Kind::Unknown,
    }
}

/// Whether a file is about the folder it is in, by its name.
fn is_about(name: &str) -> bool {
    ["README", "LICENSE", "CHANGELOG"]
        .iter()
        .any(|about| name.starts_with(about))
}
