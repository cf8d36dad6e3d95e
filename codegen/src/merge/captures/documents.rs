//! Captured operations beside the same ones in complete documents.

use super::fill;
use crate::diagnostic::{FileId, Spanned};
use crate::source::Spec;
use crate::source::openapi::{Document, Operation, Parameter, Schema, SchemaRef, Verb};
use std::collections::{HashMap, HashSet};

/// How deep schemas are put into each other where a reference cannot stay.
const DEPTH: usize = 8;

/// Puts captured operations into the documents that have them; says how much of each was used.
pub(super) fn complete(spec: &mut Spec, files: &HashSet<FileId>) -> Vec<(FileId, usize)> {
    let (captured, complete): (Vec<Document>, Vec<Document>) = std::mem::take(&mut spec.documents)
        .into_iter()
        .partition(|document| files.contains(&document.file));
    spec.documents = complete;
    let mut used = Vec::new();
    for mut capture in captured {
        let mut rest = Vec::new();
        for operation in std::mem::take(&mut capture.operations) {
            let mut filling = Filling {
                documents: &mut spec.documents,
                capture: &capture,
                filled: HashSet::new(),
                used: 0,
            };
            if filling.operation(&operation) {
                used.push((capture.file, filling.used));
            } else {
                rest.push(operation);
            }
        }
        if !rest.is_empty() {
            capture.operations = rest;
            let others = others(&spec.documents);
            give_way(&mut capture, &others);
            spec.documents.push(capture);
        }
    }
    used
}

/// Fills in one operation.
struct Filling<'a> {
    documents: &'a mut [Document],
    capture: &'a Document,
    /// The named schemas that were filled in.
    filled: HashSet<SchemaRef>,
    used: usize,
}

impl Filling<'_> {
    /// Fills in the operation of the same verb and route; says whether there is one.
    fn operation(&mut self, capture: &Operation) -> bool {
        let Some((document, index)) = locate(self.documents, capture.verb, &capture.path.value)
        else {
            return false;
        };
        let mut operation = self.documents[document].operations[index].clone();
        fill(&mut operation.summary, &capture.summary, &mut self.used);
        fill(
            &mut operation.description,
            &capture.description,
            &mut self.used,
        );
        for parameter in &mut operation.parameters {
            let is_it = |other: &&Parameter| {
                (other.place, &other.name.value) == (parameter.place, &parameter.name.value)
            };
            if let Some(other) = capture.parameters.iter().find(is_it) {
                fill(
                    &mut parameter.description,
                    &other.description,
                    &mut self.used,
                );
                self.schema(&mut parameter.schema, &other.schema, 0);
            }
        }
        if let (Some(body), Some(other)) = (&mut operation.body, &capture.body) {
            self.content(&mut body.content, &other.content);
        }
        for response in &mut operation.responses {
            let other = capture
                .responses
                .iter()
                .find(|other| other.status == response.status);
            if let Some(other) = other {
                fill(
                    &mut response.description,
                    &other.description,
                    &mut self.used,
                );
                self.content(&mut response.content, &other.content);
            }
        }
        self.documents[document].operations[index] = operation;
        true
    }

    fn content(
        &mut self,
        content: &mut [(Spanned<String>, Schema)],
        capture: &[(Spanned<String>, Schema)],
    ) {
        for (schema, other) in same_media(content, capture) {
            self.schema(schema, other, 0);
        }
    }

    /// Fills in what a schema leaves open.
    fn schema(&mut self, schema: &mut Schema, capture: &Schema, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let capture = follow(self.capture, capture);
        if let Some(reference) = schema.reference.clone() {
            self.named(&reference, capture, depth);
            return;
        }
        fill(
            &mut schema.description,
            &capture.description,
            &mut self.used,
        );
        let is_object = |schema: &Schema| schema.ty.as_ref().is_some_and(|ty| ty.value == "object");
        if schema.example.is_none()
            && capture.example.is_some()
            && has_no_parts(schema)
            && !is_object(schema)
        {
            schema.example.clone_from(&capture.example);
            self.used += 1;
        }
        if is_open(schema) && !capture.properties.is_empty() {
            let inlined = inline(self.capture, capture, DEPTH);
            self.used += inlined.properties.len();
            schema.properties = inlined.properties;
            schema.required = inlined.required;
            return;
        }
        for (name, property) in &mut schema.properties {
            if let Some(other) = capture.properties.get(name) {
                self.schema(property, other, depth + 1);
            }
        }
        if let (Some(items), Some(other)) = (&mut schema.items, &capture.items) {
            self.schema(items, other, depth + 1);
        }
        let parts = [&mut schema.all_of, &mut schema.one_of, &mut schema.any_of];
        for part in parts.into_iter().flatten() {
            self.schema(part, capture, depth + 1);
        }
    }

    fn named(&mut self, reference: &SchemaRef, capture: &Schema, depth: usize) {
        if !self.filled.insert(reference.clone()) {
            return;
        }
        let is_it = |document: &Document| document.file == reference.file;
        let Some(document) = self.documents.iter().position(is_it) else {
            return;
        };
        let Some(mut schema) = self.documents[document]
            .schemas
            .get(&reference.name)
            .cloned()
        else {
            return;
        };
        self.schema(&mut schema, capture, depth + 1);
        self.documents[document]
            .schemas
            .insert(reference.name.clone(), schema);
    }
}

/// Which operation of which document has this verb and route.
pub(crate) fn locate(documents: &[Document], verb: Verb, path: &str) -> Option<(usize, usize)> {
    let is_it = |known: &Operation| known.verb == verb && known.path.value == path;
    let mut documents = documents.iter().enumerate();
    documents.find_map(|(index, document)| {
        let operation = document.operations.iter().position(is_it)?;
        Some((index, operation))
    })
}

/// The schemas of the same media type in two bodies; those of the only one in each are taken for the same.
pub(crate) fn same_media<'k, 'c>(
    known: &'k mut [(Spanned<String>, Schema)],
    captured: &'c [(Spanned<String>, Schema)],
) -> Vec<(&'k mut Schema, &'c Schema)> {
    let are_only = known.len() == 1 && captured.len() == 1;
    let pairs = known.iter_mut().filter_map(|(media, schema)| {
        let is_it =
            |(other, _): &&(Spanned<String>, Schema)| are_only || other.value == media.value;
        let (_, other) = captured.iter().find(is_it)?;
        Some((schema, other))
    });
    pairs.collect()
}

/// What a schema refers to, in the capture.
pub(crate) fn follow<'c>(document: &'c Document, schema: &'c Schema) -> &'c Schema {
    let target = schema.reference.as_ref();
    let target = target.and_then(|reference| document.schemas.get(&reference.name));
    target.unwrap_or(schema)
}

/// Whether a schema has neither fields nor items, and is not put together of others.
fn has_no_parts(schema: &Schema) -> bool {
    schema.properties.is_empty()
        && schema.all_of.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.items.is_none()
}

/// Whether a schema says no more than "some value" or "some object", nor where else that is told.
fn is_open(schema: &Schema) -> bool {
    has_no_parts(schema)
        && schema.enumeration.is_empty()
        && schema.additional.is_none()
        && schema.expandable.is_none()
        && schema.ty.as_ref().is_none_or(|ty| ty.value == "object")
}

/// A schema of a capture without references.
pub(crate) fn inline(document: &Document, schema: &Schema, depth: usize) -> Schema {
    let mut schema = follow(document, schema).clone();
    if depth == 0 || schema.reference.is_some() {
        schema.reference = None;
        schema.properties.clear();
        schema.items = None;
        return schema;
    }
    for property in schema.properties.values_mut() {
        *property = inline(document, property, depth - 1);
    }
    if let Some(items) = &mut schema.items {
        **items = inline(document, items, depth - 1);
    }
    schema
}

/// The schemas of complete documents, by name.
fn others(documents: &[Document]) -> HashMap<String, FileId> {
    let mut others = HashMap::new();
    for document in documents {
        for name in document.schemas.keys() {
            others.entry(name.clone()).or_insert(document.file);
        }
    }
    others
}

/// Has a captured document refer to the schemas of complete ones, where they have them.
fn give_way(capture: &mut Document, others: &HashMap<String, FileId>) {
    capture.schemas.retain(|name, _| !others.contains_key(name));
    let bodies = capture.operations.iter_mut().flat_map(|operation| {
        let parameters = operation
            .parameters
            .iter_mut()
            .map(|parameter| &mut parameter.schema);
        let body = operation.body.iter_mut().flat_map(|body| &mut body.content);
        let responses = operation
            .responses
            .iter_mut()
            .flat_map(|response| &mut response.content);
        parameters.chain(body.chain(responses).map(|(_, schema)| schema))
    });
    for schema in bodies.chain(capture.schemas.values_mut()) {
        retarget(schema, others);
    }
}

fn retarget(schema: &mut Schema, others: &HashMap<String, FileId>) {
    if let Some(reference) = &mut schema.reference
        && let Some(file) = others.get(&reference.name)
    {
        reference.file = *file;
    }
    let items = schema.items.iter_mut().map(AsMut::as_mut);
    for inner in schema.properties.values_mut().chain(items) {
        retarget(inner, others);
    }
}
