//! The tree of resources: which page is reached by which property path.
//!
//! A page whose Properties block lists another page's class is its parent; every other page stands
//! where its prose says (`medusa.x`), or, if the prose is silent, where its class name says.

use super::pages::link_stem;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId};
use crate::ir::{Api, Area, Origin, Resource, ResourceId, Source};
use crate::source::mdx::{Node, Page};
use crate::source::types::TypeExpr;
use std::collections::{HashMap, HashSet};

/// The pages without those captures that lead where another page leads, which comes before them.
pub(super) fn without_clashes<'p>(
    pages: Vec<&'p Page>,
    captures: &HashSet<FileId>,
    diagnostics: &mut Diagnostics,
) -> Vec<&'p Page> {
    if captures.is_empty() {
        return pages;
    }
    let paths = property_paths(&pages, &mut Diagnostics::default());
    let mut seen = HashSet::new();
    let mut left = Vec::new();
    for (page, path) in pages.into_iter().zip(paths) {
        if seen.contains(&path) && captures.contains(&page.file) {
            let message = format!(
                "another page describes `medusa.{}`; the capture of `{}` is left out",
                path.join("."),
                page.title.value
            );
            diagnostics.push(
                Diagnostic::new(Code::CaptureLoss, message).label(page.title.span, "this capture"),
            );
        } else {
            seen.insert(path);
            left.push(page);
        }
    }
    left
}

/// The property path of every page, in page order.
pub(super) fn property_paths(pages: &[&Page], diagnostics: &mut Diagnostics) -> Vec<Vec<String>> {
    let index: HashMap<&str, usize> = pages
        .iter()
        .enumerate()
        .map(|(index, page)| (page.title.value.as_str(), index))
        .collect();
    let mut parents: Vec<Option<(usize, String)>> = vec![None; pages.len()];
    for (parent, page) in pages.iter().enumerate() {
        for property in &page.properties {
            let Some(names) = class_of(property) else {
                continue;
            };
            let child = names.iter().find_map(|class| index.get(class));
            let (fault, label) = match child {
                Some(&child) if child != parent => {
                    parents[child].get_or_insert((parent, property.name.clone()));
                    continue;
                }
                Some(_) => ("which it is a property of", "leads back to its own page"),
                None => (
                    "which no page describes",
                    "no page has this class as its title",
                ),
            };
            diagnostics.push(
                Diagnostic::new(
                    Code::UnreachableResource,
                    format!(
                        "property `{}` leads to `{}`, {fault}",
                        property.name, names[1]
                    ),
                )
                .label(property.span, label),
            );
        }
    }
    let paths: Vec<_> = (0..pages.len())
        .map(|page| property_path(page, pages, &parents))
        .collect();
    check_paths(pages, &paths, diagnostics);
    paths
}

/// The class of a resource that a property leads to: as in the link, or else as it is called.
pub(super) fn class_of(property: &Node) -> Option<[&str; 2]> {
    let Some(TypeExpr::Reference(reference)) = &property.ty else {
        return None;
    };
    let stem = reference.link.as_deref().map(link_stem).unwrap_or_default();
    let class = stem.rsplit('.').next().unwrap_or_default();
    Some([class, reference.name.as_str()])
}

/// Reports pages that say of themselves to be reached by one path.
fn check_paths(pages: &[&Page], paths: &[Vec<String>], diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&[String], &Page> = HashMap::new();
    for (page, path) in pages.iter().zip(paths) {
        if let Some(first) = seen.insert(path, page) {
            let message = format!("two pages describe `medusa.{}`", path.join("."));
            diagnostics.push(
                Diagnostic::new(Code::DuplicateName, message)
                    .label(page.title.span, "again here")
                    .label(first.title.span, "first here"),
            );
        }
    }
}

fn property_path(
    mut page: usize,
    pages: &[&Page],
    parents: &[Option<(usize, String)>],
) -> Vec<String> {
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    while let Some((parent, name)) = &parents[page] {
        if !seen.insert(page) {
            break;
        }
        names.push(name.clone());
        page = *parent;
    }
    let mut path = own_path(pages[page]);
    path.extend(names.into_iter().rev());
    path
}

fn own_path(page: &Page) -> Vec<String> {
    match &page.accessor {
        Some(accessor) if !accessor.value.is_empty() => accessor.value.clone(),
        _ => {
            let class = page.title.value.as_str();
            let name = class.strip_suffix("Resource").unwrap_or(class);
            match name.strip_prefix("Admin") {
                Some(rest) if !rest.is_empty() => vec!["admin".to_owned(), decapitalize(rest)],
                _ => vec![decapitalize(name)],
            }
        }
    }
}

fn decapitalize(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// Adds a resource for every page and links parents with children.
pub(super) fn add_pages(api: &mut Api, pages: &[&Page], paths: &[Vec<String>]) -> Vec<ResourceId> {
    let add = |(page, path): (&&Page, &Vec<String>)| {
        api.add_resource(Resource {
            name: page.title.value.clone(),
            area: area_of(path),
            path: path.clone(),
            doc: page.description.clone(),
            parent: None,
            children: Vec::new(),
            methods: Vec::new(),
            origins: vec![Origin {
                source: Source::Pages,
                span: page.title.span,
            }],
        })
    };
    pages.iter().zip(paths).map(add).collect()
}

/// The resource at a property path; made if there is none.
pub(super) fn at_path(api: &mut Api, path: &[String], name: &str, origin: Origin) -> ResourceId {
    if let Some(id) = find(api, path) {
        return id;
    }
    api.add_resource(Resource {
        name: name.to_owned(),
        area: area_of(path),
        path: path.to_vec(),
        doc: String::new(),
        parent: None,
        children: Vec::new(),
        methods: Vec::new(),
        origins: vec![origin],
    })
}

/// The resource at a property path.
pub(super) fn find(api: &Api, path: &[String]) -> Option<ResourceId> {
    api.resource_ids().find(|id| api[*id].path == path)
}

/// Makes the tree from the property paths, parents that no page describes included.
pub(super) fn link(api: &mut Api) {
    let mut next = 0;
    while let Some(id) = api.resource_ids().nth(next) {
        next += 1;
        let path = api[id].path.clone();
        let [parent_path @ .., _] = path.as_slice() else {
            continue;
        };
        if parent_path.is_empty() {
            continue;
        }
        let origin = api[id].origins[0];
        let parent = at_path(api, parent_path, "", origin);
        api[id].parent = Some(parent);
        api[parent].children.push(id);
    }
}

fn area_of(path: &[String]) -> Area {
    if path.first().is_some_and(|first| first == "admin") {
        Area::Admin
    } else {
        Area::Store
    }
}
