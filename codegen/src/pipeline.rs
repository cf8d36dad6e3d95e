//! The whole way: paths in, IR and file tree out.

use crate::diagnostic::{Diagnostics, Sources};
use crate::ir::{Api, JoinKey, Method};
use crate::output::Tree;
use crate::source::Spec;
use crate::source::capture::{Facts, Form};
use crate::source::mdx::Page;
use crate::source::openapi::Document;
use crate::{emit, fixup, merge, source};
use std::path::PathBuf;

/// What a run has read.
#[derive(Debug, Default)]
pub struct Run {
    /// The input files.
    pub sources: Sources,
    /// What is to be said about them.
    pub diagnostics: Diagnostics,
    /// How many resource pages were read.
    pub pages: usize,
    /// How many pages that describe a type were read.
    pub type_pages: usize,
    /// How many methods the resource pages document.
    pub documented_methods: usize,
    /// How many OpenAPI documents were read.
    pub documents: usize,
    /// The captures among these: what is in them is not all there is.
    pub captures: Vec<Facts>,
    /// The API; `None` where errors forbid to generate anything.
    pub api: Option<Api>,
}

/// Reads a spec, joins its sources and applies its fixups.
///
/// Faults of every stage are reported together. What merging remarks beyond faults is said only of a spec
/// that could be read, and fixups are tried only on one that could be merged: most of it would come of
/// what is missing.
pub fn read(paths: &[PathBuf]) -> Run {
    read_as(paths, None)
}

/// The same, taking the files that `paths` names itself for captures of one form.
pub fn read_as(paths: &[PathBuf], form: Option<Form>) -> Run {
    let mut diagnostics = Diagnostics::default();
    let spec = source::load_as(paths, form, &mut diagnostics);
    run(spec, diagnostics)
}

/// Joins what was read and applies its fixups; `diagnostics` is what reading said.
pub fn run(spec: Spec, diagnostics: Diagnostics) -> Run {
    let mut stale = Diagnostics::default();
    let mut run = join(spec, diagnostics, &mut stale);
    run.diagnostics.append(stale);
    if run.diagnostics.has_errors() {
        run.api = None;
    }
    run.diagnostics.sort();
    run
}

/// Joins the sources of a spec that was read with `diagnostics`, and applies its fixups; what is to be
/// said of these goes to `of_fixups`.
pub(crate) fn join(
    mut spec: Spec,
    mut diagnostics: Diagnostics,
    of_fixups: &mut Diagnostics,
) -> Run {
    let mut said = Diagnostics::default();
    merge::complete(&mut spec, &mut said);
    let mut api = merge::merge(&spec, &mut said);
    if diagnostics.has_errors() {
        said.keep_errors();
    }
    diagnostics.append(said);
    if !diagnostics.has_errors() {
        fixup::accept(&spec.fixups, &mut diagnostics, of_fixups);
        fixup::apply(&spec.fixups, &mut api, of_fixups);
        merge::prune(&mut api);
    }
    diagnostics.sort();
    let type_pages = merge::type_pages(&spec);
    let pages = spec.pages.len() - type_pages;
    let documented_methods = spec.pages.iter().map(|page| page.methods.len()).sum();
    let documents = spec.documents.len();
    let api = (!diagnostics.has_errors()).then_some(api);
    Run {
        sources: spec.sources,
        diagnostics,
        pages,
        type_pages,
        documented_methods,
        documents,
        captures: spec.captures,
        api,
    }
}

/// The API of a spec as the pages and the documents each describe it alone.
#[derive(Debug)]
pub(crate) struct PerSourceApi {
    pub(crate) pages: Api,
    pub(crate) documents: Api,
}

impl PerSourceApi {
    pub(crate) fn new(spec: &Spec) -> Self {
        // Without routes, the methods of pages have no operations.
        let routes = spec.documents.iter().map(Document::routes).collect();
        let mut pages = merged(spec, spec.pages.clone(), routes);
        keep_methods_of_pages(&mut pages);
        Self {
            pages,
            documents: merged(spec, Vec::new(), spec.documents.clone()),
        }
    }
}

/// The API of some sources of a spec. Their diagnostics are not reported: the whole spec has the same ones.
fn merged(spec: &Spec, pages: Vec<Page>, documents: Vec<Document>) -> Api {
    let part = Spec {
        sources: spec.sources.clone(),
        pages,
        documents,
        ..Spec::default()
    };
    let mut ignored = Diagnostics::default();
    let mut api = merge::merge(&part, &mut ignored);
    fixup::apply(&spec.fixups, &mut api, &mut ignored);
    merge::prune(&mut api);
    api
}

/// Removes the methods that come from the route of an operation only, since no page has them.
pub(crate) fn keep_methods_of_pages(api: &mut Api) {
    for resource in &mut api.resources {
        let is_of_page = |method: &Method| method.join != JoinKey::OperationOnly;
        resource.methods.retain(is_of_page);
    }
}

/// The generated files, by their paths below `src/generated`.
pub fn generate(run: &Run) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in run.api.iter().flat_map(emit::emit) {
        tree.add_generated(path.to_string_lossy(), "the API reference", &text);
    }
    tree
}

/// The Rust at a path of the generated code, such as `crate::types::Customer::email`, as it is written.
pub fn rust_at(run: &Run, path: &str) -> Option<String> {
    let files = run.api.as_ref().map(emit::emit)?;
    emit::excerpt(&files, path)
}
