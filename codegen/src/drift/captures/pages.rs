//! Captured pages over the complete ones of the same class.

use crate::merge::{same_class, same_row};
use crate::source::capture::Facts;
use crate::source::mdx::{Node, Page, PageMethod};
use crate::source::types::TypeExpr;
use std::collections::{HashMap, HashSet};

/// What a capture says of the fields of a type, by its name. Which of them a row expands is up to each page.
type Types = HashMap<String, Vec<Node>>;

pub(super) fn lay_over(pages: &mut Vec<Page>, captures: &[Facts]) {
    let is_capture = |page: &Page| captures.iter().any(|capture| capture.file == page.file);
    let (captured, mut complete): (Vec<Page>, Vec<Page>) =
        std::mem::take(pages).into_iter().partition(is_capture);
    for mut capture in captured {
        let links = links(&complete);
        let Some(page) = same_class(&mut complete, &capture) else {
            complete.push(capture);
            continue;
        };
        let has_gap = |facts: &Facts| facts.file == capture.file && facts.has_gap;
        let has_gap = captures.iter().any(has_gap);
        leave_out_mixed(&mut capture, page, has_gap);
        lay_page(page, &capture);
        let mut types = Types::new();
        for method in &capture.methods {
            for row in method.parameters.iter().chain(&method.returns) {
                add_types(row, &mut types);
            }
        }
        types.retain(|name, _| links.get(name).is_none_or(|links| links.len() == 1));
        complete.iter_mut().for_each(|page| lay_types(page, &types));
    }
    *pages = complete;
}

/// The links of each type's name: `Item` is the name of several types.
fn links(pages: &[Page]) -> HashMap<String, HashSet<String>> {
    let mut links: HashMap<String, HashSet<String>> = HashMap::new();
    let rows = pages.iter().flat_map(|page| {
        let of_methods = page
            .methods
            .iter()
            .flat_map(|method| method.parameters.iter().chain(&method.returns));
        page.properties.iter().chain(of_methods)
    });
    let mut rows: Vec<&Node> = rows.collect();
    while let Some(row) = rows.pop() {
        for reference in row.ty.iter().flat_map(TypeExpr::references) {
            let of_name = links.entry(reference.name.clone()).or_default();
            of_name.extend(reference.link.clone());
        }
        rows.extend(&row.children);
    }
    links
}

/// Notes what the rows below `row` say of its type.
fn add_types(row: &Node, types: &mut Types) {
    if !row.children.is_empty() {
        let name = name(row).unwrap_or(&row.name);
        let fields = types.entry(name.to_owned()).or_default();
        for child in &row.children {
            if !fields.iter().any(|field| field.name == child.name) {
                fields.push(child.clone());
            }
        }
    }
    let below = row.children.iter();
    below.for_each(|child| add_types(child, types));
}

/// The name of the only type that is linked in a row's type.
fn name(row: &Node) -> Option<&str> {
    let mut references = row.ty.iter().flat_map(TypeExpr::references);
    let name = references.next()?.name.as_str();
    references.next().is_none().then_some(name)
}

/// Lays what is known of types over the page of each, and over every row that tells of them.
fn lay_types(page: &mut Page, types: &Types) {
    if let Some(fields) = types.get(&page.title.value)
        && page.methods.is_empty()
        && !page.properties.is_empty()
    {
        lay_rows(&mut page.properties, fields, false);
    }
    let of_methods = page
        .methods
        .iter_mut()
        .flat_map(|method| method.parameters.iter_mut().chain(&mut method.returns));
    for row in page.properties.iter_mut().chain(of_methods) {
        lay_types_of_row(row, types);
    }
}

fn lay_types_of_row(row: &mut Node, types: &Types) {
    if !row.children.is_empty() {
        if let Some(fields) = name(row).and_then(|name| types.get(name)) {
            lay_rows(&mut row.children, fields, false);
        }
        for child in &mut row.children {
            lay_types_of_row(child, types);
        }
    }
}

/// Leaves out the methods of a capture that may have got the rows of others: those behind which a method is
/// lost, and all where lines are missing amid the page.
fn leave_out_mixed(capture: &mut Page, page: &Page, has_gap: bool) {
    let names = capture
        .methods
        .iter()
        .map(|method| method.name.value.clone());
    let names: HashSet<String> = names.collect();
    capture.methods.retain(|method| {
        let is_it = |known: &PageMethod| known.name.value == method.name.value;
        let Some(index) = page.methods.iter().position(is_it) else {
            return true;
        };
        let next = page.methods.get(index + 1);
        let is_followed = next.is_none_or(|next| names.contains(&next.name.value));
        !method.incomplete || is_followed && !has_gap
    });
}

fn lay_page(page: &mut Page, capture: &Page) {
    for method in &capture.methods {
        let is_it = |known: &&mut PageMethod| known.name.value == method.name.value;
        match page.methods.iter_mut().find(is_it) {
            Some(known) => lay_method(known, method),
            None => page.methods.push(method.clone()),
        }
    }
}

fn lay_method(known: &mut PageMethod, capture: &PageMethod) {
    let is_whole = !capture.incomplete;
    if is_whole {
        known.description.clone_from(&capture.description);
    }
    if capture.deprecated.is_some() {
        known.deprecated.clone_from(&capture.deprecated);
    }
    lay_rows(&mut known.parameters, &capture.parameters, is_whole);
    lay_rows(&mut known.returns, &capture.returns, is_whole);
}

fn lay_rows(rows: &mut Vec<Node>, captured: &[Node], is_whole: bool) {
    if is_whole && !captured.is_empty() {
        rows.retain(|row| captured.iter().any(|other| other.name == row.name));
    }
    for capture in captured {
        match same_row(rows, capture) {
            Some(row) => lay_row(row, capture, is_whole),
            None if capture.name.is_empty() => {}
            None => rows.push(capture.clone()),
        }
    }
}

fn lay_row(row: &mut Node, capture: &Node, is_whole: bool) {
    if !capture.name.is_empty() {
        // A row that is named after its type stands for what is below it.
        if let (Some(known), Some(ty)) = (&row.ty, &capture.ty)
            && !agree(known, ty)
            && name(row) != Some(row.name.as_str())
        {
            row.ty = Some(ty.clone());
            row.type_text.clone_from(&capture.type_text);
            row.span = capture.span;
        }
        row.optional = capture.optional.or(row.optional);
        row.expandable = capture.expandable.or(row.expandable);
        row.deprecated |= capture.deprecated;
        if is_whole {
            row.description.clone_from(&capture.description);
        }
        if is_whole || !capture.default.is_empty() {
            row.default.clone_from(&capture.default);
        }
    }
    // Where a type's fields stand is up to each page.
    if !row.children.is_empty() {
        lay_rows(&mut row.children, &capture.children, is_whole);
    }
}

/// Whether a captured type is the known one, or what is left of it: type arguments may be lost, and links
/// lead elsewhere or nowhere.
fn agree(known: &TypeExpr, captured: &TypeExpr) -> bool {
    let all = |known: &[TypeExpr], captured: &[TypeExpr]| {
        let mut pairs = known.iter().zip(captured);
        known.len() == captured.len() && pairs.all(|(known, captured)| agree(known, captured))
    };
    match (known, captured) {
        (TypeExpr::Reference(known), TypeExpr::Reference(captured)) => {
            let is_cut = captured.arguments.is_empty();
            known.name == captured.name && (is_cut || all(&known.arguments, &captured.arguments))
        }
        (TypeExpr::Array(known), TypeExpr::Array(captured)) => agree(known, captured),
        (TypeExpr::Union(known), TypeExpr::Union(captured))
        | (TypeExpr::Intersection(known), TypeExpr::Intersection(captured)) => all(known, captured),
        (known, captured) => known == captured,
    }
}
