//! Pages that describe a type instead of a resource.
//!
//! A page without methods that some row links to is the type's own page; links know it by the stem of its
//! file's name.

use super::pages::{PageTypes, link_stem};
use crate::diagnostic::FileId;
use crate::source::Spec;
use crate::source::mdx::{Node, Page};
use crate::source::types::TypeExpr;
use std::collections::{BTreeMap, HashSet};

/// The type pages of a spec with their stems.
pub(crate) fn find(spec: &Spec) -> BTreeMap<FileId, (&str, &Page)> {
    let linked = linked_stems(spec);
    let mut found = BTreeMap::new();
    for page in &spec.pages {
        let path = spec.sources.file(page.file).path.as_path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        // Prose that names a property path speaks of a resource.
        if !page.aliases.is_empty()
            || page.methods.is_empty() && page.accessor.is_none() && linked.contains(stem)
        {
            found.insert(page.file, (stem, page));
        }
    }
    found
}

/// Defines the types, in the order of their stems.
pub(super) fn define(pages: &BTreeMap<FileId, (&str, &Page)>, types: &mut PageTypes<'_>) {
    let by_stem: BTreeMap<_, _> = (pages.iter())
        .map(|(file, (stem, page))| ((*stem, *file), *page))
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
