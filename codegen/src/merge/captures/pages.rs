//! Captured pages beside complete ones of the same class.

use super::fill;
use crate::diagnostic::FileId;
use crate::merge::pages::link_stem;
use crate::source::Spec;
use crate::source::mdx::{Node, Page, PageMethod};
use crate::source::types::TypeExpr;
use std::collections::HashSet;

/// The stems of links whose types have rows on some complete page.
type Told = HashSet<String>;

/// Puts captured pages into the pages of the same class; says how much of each was used.
pub(super) fn complete(spec: &mut Spec, files: &HashSet<FileId>) -> Vec<(FileId, usize)> {
    let (mut captured, mut complete): (Vec<Page>, Vec<Page>) = std::mem::take(&mut spec.pages)
        .into_iter()
        .partition(|page| files.contains(&page.file));
    let mut told = Told::new();
    for page in &complete {
        rows(page).for_each(|row| tell(row, &mut told));
    }
    // Of several captures of one class, the one that lost least comes first.
    captured.sort_by_key(|page| {
        let is_incomplete = |method: &&PageMethod| method.incomplete;
        (page.methods.iter().filter(is_incomplete).count(), page.file)
    });
    let mut used = Vec::new();
    for page in captured {
        match same_class(&mut complete, &page) {
            Some(known) => used.push((page.file, fill_page(known, page, &told))),
            None => complete.push(page),
        }
    }
    spec.pages = complete;
    used
}

/// The page of the same class: the one that is called so, or else the one that is reached by the same path.
pub(crate) fn same_class<'p>(pages: &'p mut [Page], capture: &Page) -> Option<&'p mut Page> {
    let is_called = |page: &Page| page.title.value == capture.title.value;
    let is_reached = |page: &Page| match (&page.accessor, &capture.accessor) {
        (Some(known), Some(path)) => known.value == path.value,
        _ => false,
    };
    let index = pages.iter().position(is_called);
    let index = index.or_else(|| pages.iter().position(is_reached))?;
    pages.get_mut(index)
}

fn rows(page: &Page) -> impl Iterator<Item = &Node> {
    let of_methods = page
        .methods
        .iter()
        .flat_map(|method| method.parameters.iter().chain(&method.returns));
    page.properties.iter().chain(of_methods)
}

/// Notes the types that have rows.
fn tell(row: &Node, told: &mut Told) {
    if !row.children.is_empty() {
        told.extend(stems(row).map(str::to_owned));
        row.children.iter().for_each(|child| tell(child, told));
    }
}

fn stems(row: &Node) -> impl Iterator<Item = &str> {
    let references = row.ty.iter().flat_map(TypeExpr::references);
    references.filter_map(|reference| reference.link.as_deref().map(link_stem))
}

fn fill_page(page: &mut Page, capture: Page, told: &Told) -> usize {
    let mut used = 0;
    fill(&mut page.description, &capture.description, &mut used);
    page.accessor = page.accessor.take().or(capture.accessor);
    page.anchor = page.anchor.take().or(capture.anchor);
    if page.properties.is_empty() {
        page.properties = capture.properties;
    }
    // Two captures of a class may each have what the other lost.
    let is_open = page.methods.is_empty() || page.methods.iter().any(|known| known.incomplete);
    for method in capture.methods {
        let is_it = |known: &&mut PageMethod| known.name.value == method.name.value;
        match page.methods.iter_mut().find(is_it) {
            Some(known) => fill_method(known, method, told, &mut used),
            None if is_open => page.methods.push(method),
            None => {}
        }
    }
    used
}

fn fill_method(method: &mut PageMethod, capture: PageMethod, told: &Told, used: &mut usize) {
    fill(&mut method.description, &capture.description, used);
    if method.examples.is_empty() {
        *used += capture.examples.len();
        method.examples = capture.examples;
    }
    for (rows, captured) in [
        (&mut method.parameters, capture.parameters),
        (&mut method.returns, capture.returns),
    ] {
        if rows.is_empty() {
            *used += captured.len();
            *rows = captured;
        } else {
            fill_rows(rows, &captured, told, used);
        }
    }
}

fn fill_rows(rows: &mut [Node], captured: &[Node], told: &Told, used: &mut usize) {
    for capture in captured {
        if let Some(row) = same_row(rows, capture) {
            fill(&mut row.description, &capture.description, used);
            if row.children.is_empty() {
                let is_open =
                    !capture.children.is_empty() && !stems(row).any(|stem| told.contains(stem));
                if is_open && stems(row).next().is_some() {
                    row.children.clone_from(&capture.children);
                    *used += capture.children.len();
                }
            } else {
                fill_rows(&mut row.children, &capture.children, told, used);
            }
        }
    }
}

/// The row of the same name; for one that lost its name, the one that holds most of the same rows.
pub(crate) fn same_row<'r>(rows: &'r mut [Node], capture: &Node) -> Option<&'r mut Node> {
    if !capture.name.is_empty() {
        return rows.iter_mut().find(|row| row.name == capture.name);
    }
    let shared = |row: &Node| {
        let is_shared = |child: &&Node| {
            !child.name.is_empty() && row.children.iter().any(|other| other.name == child.name)
        };
        capture.children.iter().filter(is_shared).count()
    };
    rows.iter_mut()
        .filter(|row| shared(row) > 0)
        .max_by_key(|row| shared(row))
}
