//! Schemas that are made of themselves.
//!
//! In come the documents, out they go without the references that close a circle of nothing but `$ref`
//! and `allOf`. A schema that leads back to itself through a property or an item is no such circle.

use std::collections::HashMap;

use super::{Document, Schema, SchemaRef};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};

/// A schema and the references it is made of.
struct Node {
    name: SchemaRef,
    edges: Vec<Edge>,
}

/// A reference to the schema with the index `to` among all.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    span: Span,
}

/// How far the search has come with a schema.
#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way that is being searched.
    Open,
    Done,
}

/// Reports every circle and takes out the reference that closes it.
pub(super) fn cut(documents: &mut [Document], diagnostics: &mut Diagnostics) {
    let nodes = graph(documents);
    for (from, to) in closing_edges(&nodes, diagnostics) {
        let (holder, target) = (&nodes[from].name, &nodes[to].name);
        let document = documents.iter_mut().find(|d| d.file == holder.file);
        if let Some(schema) = document.and_then(|d| d.schemas.get_mut(&holder.name)) {
            remove(schema, target);
        }
    }
}

fn graph(documents: &[Document]) -> Vec<Node> {
    let schemas = || {
        documents.iter().flat_map(|document| {
            let file = document.file;
            document
                .schemas
                .iter()
                .map(move |(name, schema)| (file, name, schema))
        })
    };
    let indices: HashMap<(FileId, &str), usize> = schemas()
        .enumerate()
        .map(|(index, (file, name, _))| ((file, name.as_str()), index))
        .collect();
    let node = |(file, name, schema): (FileId, &String, &Schema)| {
        let mut edges = Vec::new();
        collect(schema, &indices, &mut edges);
        let name = name.clone();
        Node {
            name: SchemaRef { file, name },
            edges,
        }
    };
    schemas().map(node).collect()
}

fn collect(schema: &Schema, indices: &HashMap<(FileId, &str), usize>, edges: &mut Vec<Edge>) {
    let target = schema.reference.as_ref();
    let to = target.and_then(|target| indices.get(&(target.file, target.name.as_str())));
    edges.extend(to.map(|&to| Edge {
        to,
        span: schema.span,
    }));
    for part in &schema.all_of {
        collect(part, indices, edges);
    }
}

fn remove(schema: &mut Schema, target: &SchemaRef) {
    schema.reference.take_if(|reference| reference == target);
    for part in &mut schema.all_of {
        remove(part, target);
    }
}

/// Walks the graph depth first; an edge to a node on the way closes a circle.
fn closing_edges(nodes: &[Node], diagnostics: &mut Diagnostics) -> Vec<(usize, usize)> {
    let mut states = vec![State::New; nodes.len()];
    let mut closing = Vec::new();
    for start in 0..nodes.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        // The nodes on the way, each with the number of edges that were taken from it.
        let mut way = vec![(start, 0)];
        while let Some((from, taken)) = way.last_mut() {
            let from = *from;
            let Some(&Edge { to, .. }) = nodes[from].edges.get(*taken) else {
                states[from] = State::Done;
                way.pop();
                continue;
            };
            *taken += 1;
            match states[to] {
                State::New => {
                    states[to] = State::Open;
                    way.push((to, 0));
                }
                State::Open => {
                    diagnostics.push(describe(nodes, &way, to));
                    closing.push((from, to));
                }
                State::Done => {}
            }
        }
    }
    closing
}

/// The circle at the end of `way`, from the schema `first` on.
fn describe(nodes: &[Node], way: &[(usize, usize)], first: usize) -> Diagnostic {
    let name = |index: usize| nodes[index].name.name.as_str();
    let message = format!("the schema `{}` is made of itself", name(first));
    let circle = way.iter().skip_while(|&&(index, _)| index != first);
    let edges = circle.filter_map(|&(index, taken)| nodes[index].edges.get(taken.checked_sub(1)?));
    let diagnostic = Diagnostic::new(Code::RefCycle, message);
    edges.fold(diagnostic, |diagnostic, edge| {
        diagnostic.label(edge.span, format!("leads to `{}`", name(edge.to)))
    })
}
