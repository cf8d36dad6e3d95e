//! Where links of the documentation lead in the generated code.

use super::model::Areas;
use std::collections::HashMap;

/// What links can lead to.
#[derive(Clone, Debug, Default)]
pub struct Links {
    targets: HashMap<String, Target>,
}

/// An item of the generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The path, such as `crate::types::Customer`.
    pub path: String,
    /// Where it is there.
    pub areas: Areas,
}

impl Links {
    /// Notes that the page `stem`, or its section `anchor`, is about `target`.
    pub fn add(&mut self, stem: &str, anchor: Option<&str>, target: Target) {
        self.targets.entry(key(stem, anchor)).or_insert(target);
    }

    /// The item that a link's destination, such as `../entities.Customer.mdx#email`, is about.
    pub fn find(&self, destination: &str) -> Option<&Target> {
        let (page, anchor) = match destination.split_once('#') {
            Some((page, anchor)) => (page, Some(anchor)),
            None => (destination, None),
        };
        let file = page.rsplit('/').next().unwrap_or(page);
        let stem = (file.strip_suffix(".mdx"))
            .or_else(|| file.strip_suffix(".md"))
            .unwrap_or(file);
        let of_page = |anchor| {
            (self.targets.get(&key(stem, anchor)))
                .or_else(|| self.targets.get(&key(class(stem), anchor)))
        };
        of_page(anchor).or_else(|| of_page(None))
    }
}

/// The class in the stem of a class page: `js_client.CustomersResource` → `CustomersResource`.
fn class(stem: &str) -> &str {
    stem.rsplit('.').next().unwrap_or(stem)
}

/// Anchors are in lower case on some pages only.
fn key(stem: &str, anchor: Option<&str>) -> String {
    match anchor {
        Some(anchor) => format!("{stem}#{}", anchor.to_ascii_lowercase()),
        None => stem.to_owned(),
    }
}
