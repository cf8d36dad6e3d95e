//! Captured operations over the same ones in complete documents.

use crate::diagnostic::{FileId, Spanned};
use crate::merge::{follow, inline, locate, same_media};
use crate::source::openapi::{
    Document, Operation, Parameter, RequestBody, Response, Schema, SchemaRef,
};
use std::collections::HashSet;

/// How deep schemas are followed.
const DEPTH: usize = 16;

pub(super) fn lay_over(documents: &mut Vec<Document>, files: &[FileId]) {
    let is_capture = |document: &Document| files.contains(&document.file);
    let (captured, complete): (Vec<Document>, Vec<Document>) =
        std::mem::take(documents).into_iter().partition(is_capture);
    *documents = complete;
    for mut capture in captured {
        let mut operations = std::mem::take(&mut capture.operations);
        operations.retain(|operation| {
            let mut laying = Laying {
                documents,
                capture: &capture,
                laid: HashSet::new(),
            };
            !laying.operation(operation)
        });
        if !operations.is_empty() {
            capture.operations = operations;
            documents.push(capture);
        }
    }
}

/// Lays one captured operation over the known one.
struct Laying<'a> {
    documents: &'a mut [Document],
    capture: &'a Document,
    /// The named schemas that were laid over.
    laid: HashSet<SchemaRef>,
}

impl Laying<'_> {
    /// Says whether there is an operation of the same verb and route.
    fn operation(&mut self, capture: &Operation) -> bool {
        let Some((document, index)) = locate(self.documents, capture.verb, &capture.path.value)
        else {
            return false;
        };
        let mut operation = self.documents[document].operations[index].clone();
        for parameter in &capture.parameters {
            self.parameter(&mut operation.parameters, parameter);
        }
        match (&mut operation.body, &capture.body) {
            (Some(body), Some(other)) => self.content(&mut body.content, &other.content),
            (None, Some(other)) => {
                operation.body = Some(RequestBody {
                    content: self.inlined(&other.content),
                    ..other.clone()
                });
            }
            (_, None) => {}
        }
        for response in &capture.responses {
            let is_it = |known: &&mut Response| known.status == response.status;
            match operation.responses.iter_mut().find(is_it) {
                Some(known) => self.content(&mut known.content, &response.content),
                None => operation.responses.push(Response {
                    content: self.inlined(&response.content),
                    ..response.clone()
                }),
            }
        }
        self.documents[document].operations[index] = operation;
        true
    }

    fn parameter(&mut self, parameters: &mut Vec<Parameter>, capture: &Parameter) {
        let is_it = |known: &&mut Parameter| {
            (known.place, &known.name.value) == (capture.place, &capture.name.value)
        };
        match parameters.iter_mut().find(is_it) {
            Some(known) => {
                known.required = capture.required;
                self.schema(&mut known.schema, &capture.schema, 0);
            }
            None => parameters.push(Parameter {
                schema: inline(self.capture, &capture.schema, DEPTH),
                ..capture.clone()
            }),
        }
    }

    fn content(
        &mut self,
        content: &mut Vec<(Spanned<String>, Schema)>,
        capture: &[(Spanned<String>, Schema)],
    ) {
        let pairs = same_media(content, capture);
        let has_pairs = !pairs.is_empty();
        for (schema, other) in pairs {
            self.schema(schema, other, 0);
        }
        if !has_pairs {
            content.extend(self.inlined(capture));
        }
    }

    /// A captured body, which refers to nothing.
    fn inlined(&self, content: &[(Spanned<String>, Schema)]) -> Vec<(Spanned<String>, Schema)> {
        let inlined = content
            .iter()
            .map(|(media, schema)| (media.clone(), inline(self.capture, schema, DEPTH)));
        inlined.collect()
    }

    fn schema(&mut self, known: &mut Schema, capture: &Schema, depth: usize) {
        if depth > DEPTH {
            return;
        }
        if let Some(reference) = known.reference.clone() {
            self.named(&reference, capture, depth);
            return;
        }
        let capture = follow(self.capture, capture);
        if let (Some(ty), Some(other)) = (&mut known.ty, &capture.ty)
            && ty.value != other.value
        {
            *ty = other.clone();
        }
        if capture.format.is_some() {
            known.format.clone_from(&capture.format);
        }
        if capture.default.is_some() {
            known.default.clone_from(&capture.default);
        }
        if !capture.enumeration.is_empty() {
            known.enumeration.clone_from(&capture.enumeration);
        }
        self.properties(known, capture, depth);
        if let (Some(items), Some(other)) = (&mut known.items, &capture.items) {
            self.schema(items, other, depth + 1);
        }
    }

    fn properties(&mut self, known: &mut Schema, capture: &Schema, depth: usize) {
        for (name, other) in &capture.properties {
            if let Some(property) = known.properties.get_mut(name) {
                // Beside a reference it is not printed.
                if other.nullable || other.reference.is_none() && property.reference.is_none() {
                    property.nullable = other.nullable;
                }
                self.schema(property, other, depth + 1);
            } else if known.properties.is_empty() {
                // The fields of an object without any stand elsewhere, or nowhere.
                return;
            } else {
                let other = inline(self.capture, other, DEPTH);
                known.properties.insert(name.clone(), other);
            }
            known.required.retain(|required| required.value != *name);
            let required = capture
                .required
                .iter()
                .filter(|required| required.value == *name);
            known.required.extend(required.cloned());
        }
    }

    fn named(&mut self, reference: &SchemaRef, capture: &Schema, depth: usize) {
        if !self.laid.insert(reference.clone()) {
            return;
        }
        let is_it = |document: &Document| document.file == reference.file;
        let Some(document) = self.documents.iter().position(is_it) else {
            return;
        };
        let schema = self.documents[document].schemas.get(&reference.name);
        if let Some(mut schema) = schema.cloned() {
            self.schema(&mut schema, capture, depth + 1);
            let schemas = &mut self.documents[document].schemas;
            schemas.insert(reference.name.clone(), schema);
        }
    }
}
