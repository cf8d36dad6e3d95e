//! Pages that describe a type instead of a resource.
//!
//! A page that has no methods, and leads to none, is a type's own page; links know it by the stem of its file's name.

use super::pages::{PageTypes, link_stem};
use super::resources::class_of;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId};
use crate::source::Spec;
use crate::source::mdx::{Node, Page};
use crate::source::types::TypeExpr;
use std::collections::{BTreeMap, HashSet};

/// The page of a type.
pub(crate) struct TypePage<'s> {
    /// What links call it.
    pub(crate) stem: &'s str,
    pub(crate) page: &'s Page,
    /// Whether some row links to it.
    is_linked: bool,
}

/// The type pages of a spec.
pub(crate) fn find(spec: &Spec) -> BTreeMap<FileId, TypePage<'_>> {
    let linked = linked_stems(spec);
    let resources = resources(spec);
    let mut found = BTreeMap::new();
    for page in &spec.pages {
        let path = spec.sources.file(page.file).path.as_path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let is_linked = linked.contains(stem);
        // Prose that names a property path speaks of a resource.
        if !page.aliases.is_empty()
            || says_nothing(page) && (is_linked || !resources.contains(page.title.value.as_str()))
        {
            let type_page = TypePage {
                stem,
                page,
                is_linked,
            };
            found.insert(page.file, type_page);
        }
    }
    found
}

/// Whether a page does not tell of a resource by itself.
fn says_nothing(page: &Page) -> bool {
    page.methods.is_empty() && page.accessor.is_none()
}

/// The classes of resources: pages that have methods, or say how they are reached, and those that lead to one.
fn resources(spec: &Spec) -> HashSet<&str> {
    let mut classes = HashSet::new();
    let (mut rest, mut found): (Vec<&Page>, Vec<&Page>) =
        spec.pages.iter().partition(|page| says_nothing(page));
    while !found.is_empty() {
        classes.extend(found.iter().map(|page| page.title.value.as_str()));
        let leads_to_one = |page: &&Page| {
            let mut properties = page.properties.iter().filter_map(class_of);
            properties.any(|names| names.iter().any(|name| classes.contains(name)))
        };
        (found, rest) = rest.into_iter().partition(leads_to_one);
    }
    classes
}

/// Reports pages that no row links to: nobody asks for the type.
pub(super) fn check(pages: &BTreeMap<FileId, TypePage<'_>>, diagnostics: &mut Diagnostics) {
    for TypePage {
        page, is_linked, ..
    } in pages.values()
    {
        if page.aliases.is_empty() && !is_linked {
            let title = &page.title;
            let message = format!("`{}` has no methods, and nothing leads to it", title.value);
            diagnostics.push(
                Diagnostic::new(Code::UnreachableResource, message)
                    .label(title.span, "this page")
                    .help("the page of a type is called as the links to it end"),
            );
        }
    }
}

/// Defines the types, in the order of their stems.
pub(super) fn define(pages: &BTreeMap<FileId, TypePage<'_>>, types: &mut PageTypes<'_>) {
    let by_stem: BTreeMap<_, _> = (pages.iter())
        .map(|(file, found)| ((found.stem, *file), found.page))
        .collect();
    for ((stem, _), page) in by_stem {
        if page.aliases.is_empty() {
            types.type_page(stem, page);
        }
        for alias in &page.aliases {
            types.alias(stem, alias);
        }
    }
}

fn linked_stems(spec: &Spec) -> HashSet<&str> {
    let mut stems = HashSet::new();
    for page in &spec.pages {
        let rows = page
            .methods
            .iter()
            .flat_map(|method| method.parameters.iter().chain(&method.returns));
        for row in page.properties.iter().chain(&page.aliases).chain(rows) {
            add_links(row, &mut stems);
        }
    }
    stems
}

fn add_links<'a>(row: &'a Node, stems: &mut HashSet<&'a str>) {
    let links = row
        .ty
        .iter()
        .flat_map(TypeExpr::references)
        .filter_map(|reference| reference.link.as_deref());
    stems.extend(links.map(link_stem));
    for child in &row.children {
        add_links(child, stems);
    }
}
