//! What two OpenAPI documents have in common: written once, in a document of its own.
//!
//! Components that are the same in all documents, apart from prose, move to `shared.yaml`, and references
//! to them lead there. A component moves only if all moves that it refers to.

use super::openapi::{Document, entry, title};
use crate::diagnostic::{Span, Spanned};
use crate::source::yaml::{Data, Entry, Yaml};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the shared document.
pub(super) const NAME: &str = "shared";

/// A component: its section and its name.
type Component = (String, String);

/// Takes out of `documents` what all have in common.
pub(super) fn split(documents: &mut BTreeMap<String, Document>) {
    let Some(first) = documents.values().next() else {
        return;
    };
    // Documents that refer to a shared one have been split before.
    if documents.len() < 2 || documents.contains_key(NAME) {
        return;
    }
    let others: Vec<&Document> = documents.values().skip(1).collect();
    let common = common(first, &others);
    if common.is_empty() {
        return;
    }
    let shared = shared(first, &common);
    for document in documents.values_mut() {
        remove(&mut document.root, &common);
        refer(&mut document.root, &common);
    }
    documents.insert(NAME.to_owned(), shared);
}

/// The components that can move.
fn common(first: &Document, others: &[&Document]) -> BTreeSet<Component> {
    let in_all = |(section, name): &Component, node: &Yaml| {
        others.iter().all(|other| {
            component(&other.root, section, name).is_some_and(|other| same(node, other))
        })
    };
    let mut common: BTreeSet<Component> = components(&first.root)
        .filter(|(key, node)| in_all(key, node))
        .map(|(key, _)| key)
        .collect();
    loop {
        let stays = |(section, name): &&Component| {
            let mut references = Vec::new();
            component(&first.root, section, name)
                .into_iter()
                .for_each(|node| collect(node, &mut references));
            !references
                .iter()
                .all(|reference| common.contains(reference))
        };
        let staying: Vec<Component> = common.iter().filter(stays).cloned().collect();
        if staying.is_empty() {
            return common;
        }
        common.retain(|key| !staying.contains(key));
    }
}

/// The shared document, made from one that has all of it.
fn shared(document: &Document, common: &BTreeSet<Component>) -> Document {
    let span = document.root.span;
    let version = document
        .root
        .get("info")
        .and_then(|info| info.get("version"))
        .and_then(Yaml::as_text);
    let info = vec![
        entry("title", &title(NAME), span),
        entry("version", version.unwrap_or("1"), span),
    ];
    let openapi = document
        .root
        .get("openapi")
        .and_then(Yaml::as_text)
        .unwrap_or("3.0.0");
    let mut sections: Vec<Entry> = Vec::new();
    for ((section, name), node) in components(&document.root) {
        if !common.contains(&(section.clone(), name.clone())) {
            continue;
        }
        if sections
            .last()
            .is_none_or(|(last, _)| last.value != section)
        {
            sections.push(named(&section, mapping(Vec::new(), span), span));
        }
        if let Some((
            _,
            Yaml {
                data: Data::Mapping(entries),
                ..
            },
        )) = sections.last_mut()
        {
            entries.push(named(&name, node.clone(), span));
        }
    }
    let root = vec![
        entry("openapi", openapi, span),
        named("info", mapping(info, span), span),
        named("paths", mapping(Vec::new(), span), span),
        named("components", mapping(sections, span), span),
    ];
    Document {
        name: NAME.to_owned(),
        root: mapping(root, span),
    }
}

/// Takes components out of a document. Security schemes, which are not referred to by path, stay by
/// reference.
fn remove(root: &mut Yaml, common: &BTreeSet<Component>) {
    let Some(Data::Mapping(sections)) = get_mut(root, "components").map(|node| &mut node.data)
    else {
        return;
    };
    for (section, node) in sections.iter_mut() {
        let Data::Mapping(entries) = &mut node.data else {
            continue;
        };
        let is_common = |name: &str| common.contains(&(section.value.clone(), name.to_owned()));
        if section.value == "securitySchemes" {
            for (name, scheme) in entries
                .iter_mut()
                .filter(|(name, _)| is_common(&name.value))
            {
                let reference = format!("#/components/{}/{}", section.value, name.value);
                scheme.data = Data::Mapping(vec![entry("$ref", &reference, scheme.span)]);
            }
        } else {
            entries.retain(|(name, _)| !is_common(&name.value));
        }
    }
    sections
        .retain(|(_, node)| !matches!(&node.data, Data::Mapping(entries) if entries.is_empty()));
}

/// Lets references to components that moved lead to the shared document.
fn refer(node: &mut Yaml, common: &BTreeSet<Component>) {
    match &mut node.data {
        Data::Scalar { .. } => {}
        Data::Sequence(items) => items.iter_mut().for_each(|item| refer(item, common)),
        Data::Mapping(entries) => {
            for (key, value) in entries {
                match &mut value.data {
                    Data::Scalar { text, .. } if key.value == "$ref" => {
                        if target(text).is_some_and(|target| common.contains(&target)) {
                            *text = format!("./{NAME}.yaml{text}");
                        }
                    }
                    _ => refer(value, common),
                }
            }
        }
    }
}

/// All components of a document, with their sections.
fn components(root: &Yaml) -> impl Iterator<Item = (Component, &Yaml)> {
    let sections = root.get("components").into_iter().flat_map(entries);
    sections.flat_map(|(section, nodes)| {
        entries(nodes)
            .iter()
            .map(move |(name, node)| ((section.value.clone(), name.value.clone()), node))
    })
}

fn component<'a>(root: &'a Yaml, section: &str, name: &str) -> Option<&'a Yaml> {
    root.get("components")?.get(section)?.get(name)
}

/// The components that a node refers to.
fn collect(node: &Yaml, references: &mut Vec<Component>) {
    match &node.data {
        Data::Scalar { .. } => {}
        Data::Sequence(items) => items.iter().for_each(|item| collect(item, references)),
        Data::Mapping(entries) => {
            for (key, value) in entries {
                match value.as_text() {
                    Some(reference) if key.value == "$ref" => references.extend(target(reference)),
                    _ => collect(value, references),
                }
            }
        }
    }
}

/// The component that a reference inside of a document leads to.
fn target(reference: &str) -> Option<Component> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    Some((section.to_owned(), name.to_owned()))
}

/// Whether two nodes say the same in the same order.
fn same(a: &Yaml, b: &Yaml) -> bool {
    match (&a.data, &b.data) {
        (Data::Sequence(a), Data::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Data::Mapping(a), Data::Mapping(b)) => {
            let same =
                |((key, a), (other, b)): (&Entry, &Entry)| key.value == other.value && same(a, b);
            a.len() == b.len() && a.iter().zip(b).all(same)
        }
        (a, b) => a == b,
    }
}

fn entries(node: &Yaml) -> &[Entry] {
    match &node.data {
        Data::Mapping(entries) => entries,
        _ => &[],
    }
}

fn get_mut<'a>(node: &'a mut Yaml, key: &str) -> Option<&'a mut Yaml> {
    let Data::Mapping(entries) = &mut node.data else {
        return None;
    };
    entries
        .iter_mut()
        .find(|(known, _)| known.value == key)
        .map(|(_, value)| value)
}

fn named(key: &str, node: Yaml, span: Span) -> Entry {
    (Spanned::new(key.to_owned(), span), node)
}

fn mapping(entries: Vec<Entry>, span: Span) -> Yaml {
    Yaml {
        span,
        data: Data::Mapping(entries),
    }
}
