//! Rows of component blocks: from published ones to those of a spec folder.
//!
//! A published row repeats below it the whole tree of its type. Here such a tree is written once, on the
//! page of the type: [`Types`] takes it off the row and unites it with what other rows said of the type.

use super::links::{Links, described, page_stem};
use super::prose::Subject;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::mdx::{Node, Page};
use crate::source::types::{Keyword, TypeExpr};
use serde::Serialize;
use std::collections::BTreeMap;

/// The union of all rows of a docs tree that describe one type. The links in them are those of a spec folder.
#[derive(Debug)]
pub(super) struct TypePage {
    /// The name, such as `Item`.
    pub(super) name: String,
    /// The folder that the page is written to.
    pub(super) folder: &'static str,
    /// The prose.
    pub(super) description: String,
    /// The fields, or the values of an enum. For a type that is no plain object, one row named like the
    /// type, which has its type expression.
    pub(super) rows: Vec<Node>,
}

/// The types of a docs tree, each with one page, by the stem that links know it by.
#[derive(Debug)]
pub(super) struct Types<'a> {
    pub(super) pages: BTreeMap<String, TypePage>,
    links: &'a Links,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Types<'a> {
    pub(super) fn new(links: &'a Links, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            pages: BTreeMap::new(),
            links,
            diagnostics,
        }
    }

    /// The published rows of `owner` without the trees of linked types, which are added to these types. Rows of
    /// one name are united.
    pub(super) fn rows(&mut self, nodes: &[Node], owner: &str) -> Vec<Node> {
        self.without_trees(nodes.to_vec(), owner)
    }

    fn without_trees(&mut self, rows: Vec<Node>, owner: &str) -> Vec<Node> {
        let rows = rows.into_iter().map(|row| self.without_tree(row)).collect();
        let mut united = Vec::new();
        unite(&mut united, rows, owner, self.diagnostics);
        united
    }

    fn without_tree(&mut self, mut row: Node) -> Node {
        row.children = self.without_trees(std::mem::take(&mut row.children), &row.name);
        row.ty = row.ty.as_ref().map(|ty| self.links.rewrite(ty));
        if let Some(reference) = row.ty.as_ref().and_then(described)
            && let Some(stem) = reference.link.as_deref().and_then(page_stem)
            && !row.children.is_empty()
        {
            self.add(stem, &reference.name, std::mem::take(&mut row.children));
        }
        row
    }

    /// Adds a page about the type that links know by `stem`.
    pub(super) fn add_page(&mut self, stem: &str, page: &Page) {
        let name = page.title.value.as_str();
        let rows = self.rows(&page.properties, name);
        self.add(stem, name, rows);
        if let Some(known) = self.pages.get_mut(stem) {
            known.description.clone_from(&page.description);
        }
    }

    /// Adds what some rows say of the type `name` that links know by `stem`.
    pub(super) fn add(&mut self, stem: &str, name: &str, rows: Vec<Node>) {
        let rows = unwrapped(rows, name);
        if rows.is_empty() {
            return;
        }
        let Some(page) = self.pages.get_mut(stem) else {
            let folder = self.links.folder(stem);
            let page = TypePage {
                name: name.to_owned(),
                folder,
                description: String::new(),
                rows,
            };
            self.pages.insert(stem.to_owned(), page);
            return;
        };
        let is_whole = |rows: &[Node]| matches!(rows, [only] if only.name == name);
        match (is_whole(&page.rows), is_whole(&rows)) {
            (true, false) => unite(&mut page.rows[0].children, rows, name, self.diagnostics),
            (false, true) => {
                let fields = std::mem::replace(&mut page.rows, rows);
                unite(&mut page.rows[0].children, fields, name, self.diagnostics);
            }
            _ => unite(&mut page.rows, rows, name, self.diagnostics),
        }
    }
}

/// The row that is a type's definition as a whole: a single one of the type's name.
fn wrapper<'a>(rows: &'a mut [Node], name: &str) -> Option<&'a mut Node> {
    match rows {
        [only] if only.name == name => Some(only),
        _ => None,
    }
}

/// The fields that a definition as a whole holds, if it says of the type only that it is an object.
fn unwrapped(mut rows: Vec<Node>, name: &str) -> Vec<Node> {
    if let Some(only) = wrapper(&mut rows, name) {
        let says_nothing = match &only.ty {
            Some(TypeExpr::Keyword(Keyword::Object)) | None => true,
            Some(TypeExpr::Reference(reference)) => {
                reference.name == name && reference.link.is_some()
            }
            _ => false,
        };
        if says_nothing {
            return std::mem::take(&mut only.children);
        }
    }
    rows
}

/// Adds rows that describe the same type again.
fn unite(known: &mut Vec<Node>, more: Vec<Node>, owner: &str, diagnostics: &mut Diagnostics) {
    for row in more {
        match known.iter_mut().find(|known| known.name == row.name) {
            Some(first) => unite_row(first, row, owner, diagnostics),
            None => known.push(row),
        }
    }
}

/// Adds a row that describes the same field again: what the first one leaves open is filled in, and a
/// field is insisted on only where all do.
fn unite_row(first: &mut Node, again: Node, owner: &str, diagnostics: &mut Diagnostics) {
    if is_vague_row(first) && !is_vague_row(&again) {
        first.ty = again.ty;
    } else if !is_vague_row(&again) && (first.ty != again.ty || first.optional != again.optional) {
        diagnostics.push(
            Diagnostic::new(
                Code::ConflictingType,
                format!(
                    "`{owner}.{}` is described in two ways; the first is used",
                    first.name
                ),
            )
            .label(again.span, "described differently here")
            .label(first.span, "first described here"),
        );
    }
    first.optional = match (first.optional, again.optional) {
        (Some(first), Some(again)) => Some(first || again),
        (first, again) => first.or(again),
    };
    first.expandable = first.expandable.or(again.expandable);
    first.feature_flag = first.feature_flag.take().or(again.feature_flag);
    first.deprecated |= again.deprecated;
    if first.default.is_empty() {
        first.default = again.default;
    }
    unite(&mut first.children, again.children, owner, diagnostics);
}

/// Whether a row says no more than "some value" or "some object".
fn is_vague_row(row: &Node) -> bool {
    row.children.is_empty() && row.ty.as_ref().is_none_or(is_vague)
}

fn is_vague(ty: &TypeExpr) -> bool {
    match ty {
        TypeExpr::Keyword(keyword) => {
            matches!(
                keyword,
                Keyword::Any
                    | Keyword::Unknown
                    | Keyword::Object
                    | Keyword::Null
                    | Keyword::Undefined
            )
        }
        TypeExpr::Reference(reference) => {
            reference.name == "Record" && reference.arguments.last().is_none_or(is_vague)
        }
        TypeExpr::Union(members) => members.iter().all(is_vague),
        _ => false,
    }
}

/// Visits the prose of rows that stand at `place`; `owner` is the type whose fields they are.
pub(super) fn visit(
    rows: &mut [Node],
    place: &str,
    owner: Option<&str>,
    visit_text: &mut dyn FnMut(Subject, &mut String),
) {
    for row in rows {
        let place = format!("{place}.{}", row.name);
        let owner = owner.map(|owner| format!("{owner}.{}", row.name));
        let subject = Subject::new(place.as_str()).kin(owner.clone());
        visit_row(row, subject, owner.as_deref(), visit_text);
    }
}

/// Visits the prose of a row that is known as `subject`, and of those below it.
pub(super) fn visit_row(
    row: &mut Node,
    subject: Subject,
    owner: Option<&str>,
    visit_text: &mut dyn FnMut(Subject, &mut String),
) {
    let place = subject.name.clone();
    visit_text(subject, &mut row.description);
    let named = row
        .ty
        .as_ref()
        .and_then(described)
        .map(|reference| reference.name.clone());
    let Some(name) = named else {
        visit(&mut row.children, &place, owner, visit_text);
        return;
    };
    let owner = kin_of_type(&name);
    match wrapper(&mut row.children, &name) {
        // What stands below it is known as if it stood in its place.
        Some(wrapper) => {
            let subject = Subject::new(format!("{place}.{name}"));
            visit_text(subject, &mut wrapper.description);
            visit(&mut wrapper.children, &place, Some(&owner), visit_text);
        }
        None => visit(&mut row.children, &place, Some(&owner), visit_text),
    }
}

/// What a type is known as, whichever module it is in.
pub(super) fn kin_of_type(name: &str) -> String {
    format!("type {name}")
}

/// A row as it is written, in the order of the published keys.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: String,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional: Option<bool>,
    default_value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expandable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature_flag: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deprecated: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    children: Vec<Written<'a>>,
}

impl<'a> Written<'a> {
    fn new(row: &'a Node) -> Self {
        Self {
            name: &row.name,
            ty: row.ty.as_ref().map(published).unwrap_or_default(),
            description: &row.description,
            optional: row.optional,
            default_value: &row.default,
            expandable: row.expandable,
            feature_flag: row.feature_flag.as_deref(),
            deprecated: row.deprecated,
            children: row.children.iter().map(Self::new).collect(),
        }
    }
}

/// The JSON of rows.
pub(super) fn json(rows: &[Node]) -> String {
    let written: Vec<_> = rows.iter().map(Written::new).collect();
    serde_json::to_string_pretty(&written).expect("strings and booleans can be written as JSON")
}

/// A type as pages print it: Markdown, in which plain types are code and brackets are escaped.
fn published(ty: &TypeExpr) -> String {
    let text = ty.to_string();
    if ty.references().next().is_none() && !text.contains('`') {
        return format!("`{text}`");
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' | '>' | '{' | '}' => escaped += &format!("&#{};", u32::from(character)),
            other => escaped.push(other),
        }
    }
    escaped
}
