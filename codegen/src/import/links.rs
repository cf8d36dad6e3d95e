//! Where things are written, and the links that lead there.
//!
//! A published link says with its last part what it leads to; the folders before it are those of a website.
//! Here they are those of a spec folder: classes, types, and enums, which readers know by their folder.

use crate::merge::link_stem;
use crate::source::mdx::{Node, Page};
use crate::source::types::{Keyword, Member, Reference, TypeExpr};
use std::collections::{HashMap, HashSet};

/// The folder of resource classes.
pub(super) const CLASSES: &str = "js-client";
/// The folder of types.
pub(super) const TYPES: &str = "types";
/// The folder of enums.
pub(super) const ENUMS: &str = "types/enums";

/// What the links of a docs tree lead to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The names of resource classes, by the stems of their pages.
    classes: HashMap<String, String>,
    enums: HashSet<String>,
}

impl Links {
    /// Notes a resource class and the stem of its page.
    pub(super) fn add_class(&mut self, stem: &str, name: &str) {
        self.classes.insert(stem.to_owned(), name.to_owned());
    }

    /// Notes which links of a page lead to enums.
    pub(super) fn add_enums(&mut self, page: &Page) {
        self.add_enums_in(&page.properties);
        for method in &page.methods {
            self.add_enums_in(&method.parameters);
            self.add_enums_in(&method.returns);
        }
    }

    fn add_enums_in(&mut self, rows: &[Node]) {
        for row in rows {
            let references = row.ty.iter().flat_map(TypeExpr::references);
            for link in references.filter_map(|reference| reference.link.as_deref()) {
                if link.contains("/enums/") {
                    self.enums.insert(link_stem(link).to_owned());
                }
            }
            self.add_enums_in(&row.children);
        }
    }

    /// The folder of the type that links know by `stem`.
    pub(super) fn folder(&self, stem: &str) -> &'static str {
        if self.enums.contains(stem) {
            ENUMS
        } else {
            TYPES
        }
    }

    /// `ty` with links that lead to places in a spec folder, seen from a page in one of its folders.
    pub(super) fn rewrite(&self, ty: &TypeExpr) -> TypeExpr {
        let mut ty = ty.clone();
        for_each_reference(&mut ty, &mut |reference| {
            if let Some(target) = reference.link.as_deref().and_then(|link| self.target(link)) {
                reference.link = Some(target);
            }
        });
        ty
    }

    /// Where a link leads to in a spec folder; nowhere if it names no page.
    fn target(&self, link: &str) -> Option<String> {
        let stem = page_stem(link)?;
        let (folder, name) = match self.classes.get(stem) {
            Some(class) => (CLASSES, class.as_str()),
            None => (self.folder(stem), stem),
        };
        let fragment = link.find('#').map_or("", |start| &link[start..]);
        Some(format!("../{folder}/{name}.mdx{fragment}"))
    }
}

/// The stem of the page that a link leads to, if a file can have that name.
pub(super) fn page_stem(link: &str) -> Option<&str> {
    Some(link_stem(link)).filter(|stem| is_file_name(stem))
}

/// Whether a page can be called so on every file system.
pub(super) fn is_file_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && name.chars().all(is_plain)
}

/// The reference that the rows below a row of type `ty` describe: the one type in it that has rows.
///
/// Nothing where these rows belong to the row itself, as those of an object literal do.
pub(super) fn described(ty: &TypeExpr) -> Option<&Reference> {
    match ty {
        TypeExpr::Array(item) => described(item),
        TypeExpr::Function { returns, .. } => described(returns),
        TypeExpr::Reference(reference) => match reference.name.as_str() {
            "Promise" | "ResponsePromise" | "Omit" | "Pick" | "Partial" | "Required" => {
                described(reference.arguments.first()?)
            }
            "Record" | "Date" => None,
            _ => Some(reference),
        },
        TypeExpr::Union(members) => {
            let absent = [Keyword::Null, Keyword::Undefined, Keyword::Void];
            let is_absent = |member: &&TypeExpr| matches!(member, TypeExpr::Keyword(keyword) if absent.contains(keyword));
            let has_rows = |member: &&TypeExpr| {
                !matches!(member, TypeExpr::Keyword(_) | TypeExpr::StringLiteral(_))
            };
            only(members.iter().filter(|member| !is_absent(member)))
                .or_else(|| only(members.iter().filter(has_rows)))
                .and_then(described)
        }
        _ => None,
    }
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

fn for_each_reference(ty: &mut TypeExpr, change: &mut dyn FnMut(&mut Reference)) {
    match ty {
        TypeExpr::Keyword(_)
        | TypeExpr::StringLiteral(_)
        | TypeExpr::NumberLiteral(_)
        | TypeExpr::BooleanLiteral(_)
        | TypeExpr::Opaque(_) => {}
        TypeExpr::Reference(reference) => {
            change(reference);
            each(reference.arguments.iter_mut(), change);
        }
        TypeExpr::Array(item) => for_each_reference(item, change),
        TypeExpr::Union(members) | TypeExpr::Intersection(members) => {
            each(members.iter_mut(), change);
        }
        TypeExpr::Object(members) => each(types(members), change),
        TypeExpr::Function {
            parameters,
            returns,
        } => {
            each(types(parameters), change);
            for_each_reference(returns, change);
        }
    }
}

fn types(members: &mut [Member]) -> impl Iterator<Item = &mut TypeExpr> {
    members.iter_mut().map(|member| &mut member.ty)
}

fn each<'a>(types: impl Iterator<Item = &'a mut TypeExpr>, change: &mut dyn FnMut(&mut Reference)) {
    for ty in types {
        for_each_reference(ty, change);
    }
}
