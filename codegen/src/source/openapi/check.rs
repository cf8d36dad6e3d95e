//! What only shows when all documents are seen together: operations and schemas that stand in two places.

use std::collections::HashMap;

use super::parts::template;
use super::{Document, Operation, Schema, Verb, same_shape};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// Reports what stands twice.
pub(super) fn documents(documents: &[Document], diagnostics: &mut Diagnostics) {
    duplicate_routes(documents, diagnostics);
    for document in documents {
        duplicate_ids(document, diagnostics);
    }
    conflicting_schemas(documents, diagnostics);
}

/// One verb on one path, whatever the path's parameters are called.
fn duplicate_routes(documents: &[Document], diagnostics: &mut Diagnostics) {
    let mut first: HashMap<(Verb, Vec<&str>), &Operation> = HashMap::new();
    for operation in documents.iter().flat_map(|document| &document.operations) {
        let path = operation.path.value.as_str();
        let fixed = template(path).map_or(vec![path], |template| template.fixed);
        let before = *first.entry((operation.verb, fixed)).or_insert(operation);
        if !std::ptr::eq(before, operation) {
            let message = format!("two operations are `{} {path}`", operation.verb.as_str());
            let diagnostic = Diagnostic::new(Code::DuplicateOperation, message);
            diagnostics.push(twice(diagnostic, operation.span, before.span));
        }
    }
}

fn duplicate_ids(document: &Document, diagnostics: &mut Diagnostics) {
    let mut first: HashMap<&str, Span> = HashMap::new();
    for id in document
        .operations
        .iter()
        .filter_map(|operation| operation.id.as_ref())
    {
        let before = *first.entry(&id.value).or_insert(id.span);
        if before != id.span {
            let message = format!("two operations have the id `{}`", id.value);
            let diagnostic = Diagnostic::new(Code::DuplicateName, message);
            diagnostics.push(twice(diagnostic, id.span, before));
        }
    }
}

fn twice(diagnostic: Diagnostic, again: Span, before: Span) -> Diagnostic {
    diagnostic
        .label(again, "again here")
        .label(before, "first here")
}

fn conflicting_schemas(documents: &[Document], diagnostics: &mut Diagnostics) {
    let mut first: HashMap<&str, &Schema> = HashMap::new();
    for (name, schema) in documents.iter().flat_map(|document| &document.schemas) {
        let before = *first.entry(name).or_insert(schema);
        if leads_to(schema, name) || std::ptr::eq(before, schema) {
            continue;
        }
        if leads_to(before, name) {
            first.insert(name, schema);
        } else if !same_shape(before, schema) {
            let message = format!("the schema `{name}` differs between two documents");
            let diagnostic = Diagnostic::new(Code::ConflictingSchema, message)
                .label(schema.span, "differs from the other")
                .label(before.span, "the other");
            diagnostics.push(diagnostic);
        }
    }
}

/// Whether a schema only stands for the one of that name in another document.
fn leads_to(schema: &Schema, name: &str) -> bool {
    schema
        .reference
        .as_ref()
        .is_some_and(|target| target.name == name)
}
