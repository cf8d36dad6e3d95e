//! Two sources in, one IR out; every disagreement is a diagnostic with both places.
//!
//! The pages and the documents are turned into definitions (`graph`), methods are joined to
//! operations (`join`), both trees are walked side by side to find out which definitions are the
//! same type (`unify`), and types are made of them by the rules in `types`.

mod assemble;
mod captures;
mod expressions;
mod graph;
mod intersections;
mod join;
mod operations;
mod pages;
mod prune;
mod resources;
mod schemas;
mod spot;
pub(crate) mod type_pages;
mod types;
mod unify;

pub(crate) use join::call_path;
pub(crate) use operations::is_settings;
pub(crate) use pages::link_stem;

use crate::diagnostic::{Diagnostics, FileId};
use crate::ir::{Api, JoinKey, Origin, SecurityScheme, Source, Verb};
use crate::source::Spec;
use crate::source::mdx::Page;
use crate::source::openapi::Document;
use assemble::Assembly;
pub use captures::complete;
pub(crate) use captures::{follow, inline, locate, same_class, same_media, same_row};
use graph::{FieldDef, Graph};
use operations::{DocumentCall, PageCall};
use pages::PageTypes;
pub use prune::prune;
use schemas::SchemaTypes;
use std::collections::{BTreeMap, HashMap, HashSet};
use types::Types;
use unify::Unifier;

/// A page and the position of a method on it.
type MethodKey = (usize, usize);
/// A document and the position of an operation in it.
type OperationKey = (usize, usize);
/// The operation of each joined method, in page order.
type Joins = BTreeMap<MethodKey, (OperationKey, JoinKey)>;

/// Joins what the pages and the documents of a spec say.
pub fn merge(spec: &Spec, diagnostics: &mut Diagnostics) -> Api {
    let type_pages = type_pages::find(spec);
    type_pages::check(&type_pages, diagnostics);
    let is_resource = |page: &&Page| !type_pages.contains_key(&page.file);
    let captures = captures::files(spec);
    let pages = by_class(spec.pages.iter().filter(is_resource), &captures);
    let pages = &resources::without_clashes(pages, &captures, diagnostics);
    let documents = &in_order(&spec.documents, &captures);

    let mut graph = Graph::default();
    graph.captures = captures;
    type_pages::define(
        &type_pages,
        &mut PageTypes {
            graph: &mut graph,
            diagnostics,
        },
    );
    let mut page_calls = read_pages(pages, &mut graph, diagnostics);
    let document_calls = read_documents(documents, &mut graph, diagnostics);
    intersections::close(&mut graph);
    let paths = resources::property_paths(pages, diagnostics);
    let joins = join_methods(pages, documents, &paths);
    for (method, ((document, operation), _)) in &joins {
        if documents[*document].operations[*operation].verb == Verb::Get
            && let Some(call) = page_calls.get_mut(method)
        {
            call.without_body();
        }
    }

    let mut unifier = Unifier::new(&graph);
    for (method, (operation, _)) in &joins {
        meet(
            &mut unifier,
            &graph,
            &page_calls[method],
            &document_calls[operation],
        );
    }
    let queries = document_calls
        .values()
        .flat_map(|call| &call.query)
        .map(|field| field.ty.clone());
    let classes = unifier.finish(&queries.collect::<Vec<_>>());

    let mut api = Api {
        security: security(documents),
        left_out: graph.left_out.clone(),
        ..Api::default()
    };
    let mut types = Types::new(&graph, &classes, diagnostics);
    types.build(&mut api);
    let assembly = Assembly {
        pages,
        documents,
        page_calls: &page_calls,
        document_calls: &document_calls,
        joins: &joins,
    };
    assembly.assemble(&mut api, &paths, &mut types);
    types.derive(&mut api);
    resources::link(&mut api);
    prune(&mut api);
    api
}

/// The ways to be signed in that the documents know.
fn security(documents: &[&Document]) -> Vec<SecurityScheme> {
    let mut schemes: BTreeMap<&str, SecurityScheme> = BTreeMap::new();
    for (name, said) in documents
        .iter()
        .flat_map(|document| &document.security_schemes)
    {
        let known = schemes.entry(name).or_insert_with(|| SecurityScheme {
            name: name.clone(),
            carriers: Vec::new(),
            origins: Vec::new(),
        });
        let place = said.place.map_or_else(
            || said.kind.clone(),
            |place| format!("{place:?}").to_lowercase(),
        );
        known.carriers.push(format!("{place} {}", said.carrier));
        known.origins.push(Origin {
            source: Source::OpenApi,
            span: said.span,
        });
    }
    let mut schemes: Vec<SecurityScheme> = schemes.into_values().collect();
    for scheme in &mut schemes {
        scheme.carriers.sort();
        scheme.carriers.dedup();
    }
    schemes
}

/// How many pages of a spec describe a type instead of a resource.
pub fn type_pages(spec: &Spec) -> usize {
    type_pages::find(spec).len()
}

/// Pages by class name, so that it does not matter how their files are called; captures last.
fn by_class<'s>(
    pages: impl Iterator<Item = &'s Page>,
    captures: &HashSet<FileId>,
) -> Vec<&'s Page> {
    let mut pages: Vec<&Page> = pages.collect();
    pages.sort_by_key(|page| (captures.contains(&page.file), &page.title.value, page.file));
    pages
}

/// The documents by title, or by what they describe first where they share one; captures last.
fn in_order<'s>(documents: &'s [Document], captures: &HashSet<FileId>) -> Vec<&'s Document> {
    let mut documents: Vec<&Document> = documents.iter().collect();
    documents.sort_by_key(|document| {
        let first_path = document
            .operations
            .iter()
            .map(|operation| &operation.path.value)
            .min();
        let first_schema = document.schemas.keys().min();
        let is_capture = captures.contains(&document.file);
        (
            is_capture,
            &document.title,
            first_path,
            first_schema,
            document.file,
        )
    });
    documents
}

fn read_pages(
    pages: &[&Page],
    graph: &mut Graph,
    diagnostics: &mut Diagnostics,
) -> HashMap<MethodKey, PageCall> {
    let mut types = PageTypes { graph, diagnostics };
    let mut calls = HashMap::new();
    for (page_index, page) in pages.iter().enumerate() {
        for (method_index, method) in page.methods.iter().enumerate() {
            calls.insert(
                (page_index, method_index),
                operations::page_call(page, method, &mut types),
            );
        }
    }
    calls
}

fn read_documents(
    documents: &[&Document],
    graph: &mut Graph,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<OperationKey, DocumentCall> {
    let mut types = SchemaTypes::new(documents, graph, diagnostics);
    let mut calls = BTreeMap::new();
    for (document_index, document) in documents.iter().enumerate() {
        types.document(document);
        for (operation_index, operation) in document.operations.iter().enumerate() {
            let call = operations::document_call(operation, &mut types);
            calls.insert((document_index, operation_index), call);
        }
    }
    types.finish();
    calls
}

fn join_methods(pages: &[&Page], documents: &[&Document], paths: &[Vec<String>]) -> Joins {
    let index = join::Index::new(documents);
    let mut joins = Joins::new();
    for (page_index, page) in pages.iter().enumerate() {
        for (method_index, method) in page.methods.iter().enumerate() {
            if let Some(found) = index.find(&paths[page_index], page, method) {
                joins.insert((page_index, method_index), found);
            }
        }
    }
    joins
}

/// Brings together the types that a method and its operation have in the same place.
fn meet(unifier: &mut Unifier<'_>, graph: &Graph, page: &PageCall, document: &DocumentCall) {
    if let (Some((payload, _)), Some(body)) = (&page.payload, &document.body) {
        unifier.meet(payload, &body.ty);
    }
    if let Some(response) = &document.response {
        unifier.meet(&page.response, response);
    }
    for field in operations::query_fields(graph, page.query.as_ref()) {
        let is_it = |parameter: &&FieldDef| parameter.name == field.name;
        if let Some(parameter) = document.query.iter().find(is_it) {
            unifier.meet(&field.ty, &parameter.ty);
        }
    }
}
