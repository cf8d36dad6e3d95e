//! A spec folder in memory: read from disk for its prose, made from a docs tree for its facts.

use super::links::{CLASSES, Links, TYPES, is_file_name};
use super::openapi::Document;
use super::pages::ClassPage;
use super::prose::{Subject, Told};
use super::rows::{TypePage, Types};
use super::shared;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Sources};
use crate::merge::type_pages;
use crate::source::mdx::{self, Page};
use crate::source::{Spec, yaml};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folder of OpenAPI documents.
pub(super) const DOCUMENTS: &str = "openapi";

/// What is in a spec folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The resource classes, by the names of their files.
    classes: BTreeMap<String, ClassPage>,
    /// The types, by the stems that links know them by.
    types: BTreeMap<String, TypePage>,
    /// The OpenAPI documents, by the names of their files.
    documents: BTreeMap<String, Document>,
}

impl Folder {
    /// The facts of a published docs tree.
    pub(super) fn published(spec: &Spec, diagnostics: &mut Diagnostics) -> Self {
        let type_pages = type_pages::find(spec);
        let is_class = |page: &&Page| !type_pages.contains_key(&page.file);
        let classes: Vec<&Page> = spec.pages.iter().filter(is_class).collect();
        let mut links = Links::default();
        for page in &spec.pages {
            links.add_enums(page);
        }
        for page in &classes {
            links.add_class(
                stem(&spec.sources, page.file),
                class_name(page, &spec.sources),
            );
        }
        let mut folder = Self::default();
        let mut types = Types::new(&links, diagnostics);
        let has_own_page = |found: &&type_pages::TypePage<'_>| found.page.aliases.is_empty();
        for found in type_pages.values().filter(has_own_page) {
            types.add_page(found.stem, found.page);
        }
        for page in &classes {
            let class = ClassPage::new(page, &mut types);
            folder
                .classes
                .insert(class_name(page, &spec.sources).to_owned(), class);
        }
        folder.types = types.pages;
        if folder.classes.len() < classes.len() {
            report_twice(&classes, &spec.sources, diagnostics);
        }
        for document in &spec.documents {
            folder.add_document(document.file, &spec.sources, diagnostics);
        }
        for document in folder.documents.values_mut() {
            document.strip(diagnostics);
        }
        shared::split(&mut folder.documents);
        folder
    }

    /// What is in the spec folder at `root`, if there is one.
    pub(super) fn written(
        root: &Path,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let links = Links::default();
        let mut folder = Self::default();
        let mut take_in = |below: &str, extension, diagnostics: &mut Diagnostics| {
            let mut paths = Vec::new();
            collect(&root.join(below), extension, &mut paths, diagnostics);
            paths.sort();
            let read = paths
                .iter()
                .filter_map(|path| add_file(path, sources, diagnostics));
            read.collect::<Vec<FileId>>()
        };
        let classes = take_in(CLASSES, "mdx", diagnostics);
        let type_pages = take_in(TYPES, "mdx", diagnostics);
        for file in take_in(DOCUMENTS, "yaml", diagnostics) {
            folder.add_document(file, sources, diagnostics);
        }
        let mut read = |files: Vec<FileId>| {
            let page = |file: FileId| mdx::read(file, &sources.file(file).text, diagnostics);
            files.into_iter().filter_map(page).collect::<Vec<Page>>()
        };
        let (classes, type_pages) = (read(classes), read(type_pages));
        let mut types = Types::new(&links, diagnostics);
        for page in &type_pages {
            types.add_page(stem(sources, page.file), page);
        }
        for page in &classes {
            let class = ClassPage::new(page, &mut types);
            folder
                .classes
                .insert(stem(sources, page.file).to_owned(), class);
        }
        folder.types = types.pages;
        folder
    }

    /// Forgets the pages.
    pub(super) fn drop_pages(&mut self) {
        self.classes.clear();
        self.types.clear();
    }

    /// Forgets the documents.
    pub(super) fn drop_documents(&mut self) {
        self.documents.clear();
    }

    fn add_document(&mut self, file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) {
        let Some(root) = yaml::parse(file, &sources.file(file).text, diagnostics) else {
            return;
        };
        let name = stem(sources, file).to_owned();
        let span = root.head();
        if self
            .documents
            .insert(
                name.clone(),
                Document {
                    name: name.clone(),
                    root,
                },
            )
            .is_some()
        {
            diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    format!("two documents are called `{name}`"),
                )
                .label(span, "again here"),
            );
        }
    }

    /// The files of the folder, by their paths in it. Leaves no empty prose.
    pub(super) fn files(&mut self) -> BTreeMap<String, String> {
        let classes = self
            .classes
            .iter()
            .map(|(name, page)| (format!("{CLASSES}/{name}.mdx"), page.text()));
        let types = self
            .types
            .iter()
            .map(|(stem, page)| (format!("{}/{stem}.mdx", page.folder), page.text()));
        let mut files: BTreeMap<String, String> = classes.chain(types).collect();
        for (name, document) in &mut self.documents {
            document.drop_empty_prose();
            files.insert(format!("{DOCUMENTS}/{name}.yaml"), document.text());
        }
        files
    }
}

impl Told for Folder {
    fn visit_prose(&mut self, visit: &mut dyn FnMut(Subject, &mut String)) {
        for page in self.classes.values_mut() {
            page.visit_prose(visit);
        }
        for (stem, page) in &mut self.types {
            page.visit_prose(stem, visit);
        }
        for document in self.documents.values_mut() {
            document.visit_prose(visit);
        }
    }
}

/// What the file of a class is called: as the class, if a file can be.
fn class_name<'a>(page: &'a Page, sources: &'a Sources) -> &'a str {
    let title = page.title.value.as_str();
    if is_file_name(title) {
        title
    } else {
        stem(sources, page.file)
    }
}

/// The name of a file without its extension.
fn stem(sources: &Sources, file: FileId) -> &str {
    sources
        .file(file)
        .path
        .file_stem()
        .and_then(OsStr::to_str)
        .unwrap_or_default()
}

fn report_twice(classes: &[&Page], sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<&str, &Page> = BTreeMap::new();
    for page in classes {
        let name = class_name(page, sources);
        if let Some(first) = first.insert(name, page) {
            diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    format!("two pages describe the class `{name}`"),
                )
                .label(page.title.span, "again here")
                .label(first.title.span, "first here"),
            );
        }
    }
}

/// Adds the paths of the files with an extension at and below `folder`, if there is such a folder.
fn collect(
    folder: &Path,
    extension: &str,
    paths: &mut Vec<PathBuf>,
    diagnostics: &mut Diagnostics,
) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Err(error) => return diagnostics.push(unreadable(folder, &error)),
    };
    for entry in entries {
        match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
            Ok((path, kind)) if kind.is_dir() => collect(&path, extension, paths, diagnostics),
            Ok((path, _)) if path.extension() == Some(OsStr::new(extension)) => paths.push(path),
            Ok(_) => {}
            Err(error) => diagnostics.push(unreadable(folder, &error)),
        }
    }
}

fn add_file(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<FileId> {
    match fs::read_to_string(path) {
        Ok(text) => Some(sources.add(path, text)),
        Err(error) => {
            diagnostics.push(unreadable(path, &error));
            None
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::new(
        Code::UnreadableFile,
        format!("`{}` cannot be read: {error}", path.display()),
    )
}
