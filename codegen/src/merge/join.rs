//! Which operation a documented method calls.
//!
//! The keys, best first: the call path in the operation's JavaScript sample, then the page's anchor
//! tag together with `x-codegen.method`.

use super::OperationKey;
use crate::ir::{Area, JoinKey};
use crate::source::mdx::{Page, PageMethod};
use crate::source::openapi::{Document, Operation};
use std::collections::HashMap;

/// The operations of all documents, looked up by the keys that methods have.
pub(super) struct Index<'a> {
    by_call_path: HashMap<String, Vec<Entry<'a>>>,
    by_tag_and_method: HashMap<(Area, String, &'a str), Vec<OperationKey>>,
}

type Entry<'a> = (OperationKey, &'a Operation);

/// The area of a route: its first path segment, store where that says nothing.
pub(super) fn area(path: &str) -> Area {
    if path.split('/').find(|segment| !segment.is_empty()) == Some("admin") {
        Area::Admin
    } else {
        Area::Store
    }
}

impl<'a> Index<'a> {
    pub(super) fn new(documents: &[&'a Document]) -> Self {
        let mut index = Self {
            by_call_path: HashMap::new(),
            by_tag_and_method: HashMap::new(),
        };
        let operations = documents
            .iter()
            .enumerate()
            .flat_map(|(document_index, document)| {
                let key = move |(index, operation)| ((document_index, index), operation);
                document.operations.iter().enumerate().map(key)
            });
        for (key, operation) in operations {
            for sample in &operation.samples {
                if let Some(path) = call_path(&sample.code) {
                    let known = index.by_call_path.entry(path).or_default();
                    if !known.iter().any(|(other, _)| *other == key) {
                        known.push((key, operation));
                    }
                }
            }
            if let Some(method) = &operation.codegen_method {
                let area = area(&operation.path.value);
                for tag in &operation.tags {
                    let tag_and_method = (area, slug(tag), method.value.as_str());
                    index
                        .by_tag_and_method
                        .entry(tag_and_method)
                        .or_default()
                        .push(key);
                }
            }
        }
        index
    }

    /// The operation of a method, and the key that found it.
    pub(super) fn find(
        &self,
        path: &[String],
        page: &Page,
        method: &PageMethod,
    ) -> Option<(OperationKey, JoinKey)> {
        let name = method.name.value.as_str();
        let spelled = page
            .accessor
            .iter()
            .map(|accessor| accessor.value.as_slice());
        for accessor in std::iter::once(path).chain(spelled) {
            let key = format!("{}.{name}", accessor.join("."));
            if let Some(operation) = self
                .by_call_path
                .get(&key)
                .and_then(|found| only(found, name))
            {
                return Some((operation, JoinKey::SampleCallPath));
            }
        }
        let anchor = page.anchor.as_ref()?;
        let area = if anchor.api == "admin" {
            Area::Admin
        } else {
            Area::Store
        };
        let key = (area, anchor.tag.clone()?, name);
        match self.by_tag_and_method.get(&key)?.as_slice() {
            [only] => Some((*only, JoinKey::TagAndCodegenMethod)),
            _ => None,
        }
    }
}

/// The one operation, or the one whose generator hint is the method's name.
fn only(found: &[Entry<'_>], method: &str) -> Option<OperationKey> {
    match found {
        [(only, _)] => Some(*only),
        several => {
            let is_named = |(_, operation): &&Entry<'_>| {
                operation
                    .codegen_method
                    .as_ref()
                    .is_some_and(|name| name.value == method)
            };
            let mut named = several.iter().filter(is_named).map(|(key, _)| *key);
            named.next().filter(|_| named.next().is_none())
        }
    }
}

/// `Gift Cards` as it stands in an anchor: `gift-cards`.
fn slug(tag: &str) -> String {
    tag.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("-")
}

/// The property path of the first call on `medusa` in a sample: `admin.orders.list`.
pub(crate) fn call_path(code: &str) -> Option<String> {
    let mut rest = code;
    while let Some(at) = rest.find("medusa") {
        let before = rest[..at].chars().next_back();
        rest = &rest[at + "medusa".len()..];
        let is_word = before
            .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$' || c == '.' || c == '"');
        if !is_word && let Some(path) = property_path(rest) {
            return Some(path);
        }
    }
    None
}

/// `.a.b` up to the call's parenthesis or type arguments, white space anywhere.
fn property_path(text: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix('.') {
        let after = after.trim_start();
        let end = after
            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
            .unwrap_or(after.len());
        names.push(&after[..end]);
        rest = after[end..].trim_start();
    }
    let is_call = rest.starts_with('(') || rest.starts_with('<');
    (is_call && !names.is_empty() && names.iter().all(|name| !name.is_empty()))
        .then(|| names.join("."))
}

#[cfg(test)]
mod tests {
    use super::call_path;

    #[test]
    fn call_paths_of_samples() {
        let path = |code: &str| call_path(code);
        assert_eq!(
            path("medusa.orders.retrieve(id)").as_deref(),
            Some("orders.retrieve")
        );
        assert_eq!(
            path("medusa\n  .admin\n  .uploads.create(file)").as_deref(),
            Some("admin.uploads.create")
        );
        assert_eq!(
            path("medusa.admin.custom.get<A, B>(\"/x\")").as_deref(),
            Some("admin.custom.get")
        );
        let sample = "import Medusa from \"@medusajs/medusa-js\"\nconst medusa = new Medusa({})\nmedusa.carts.create()";
        assert_eq!(path(sample).as_deref(), Some("carts.create"));
        assert_eq!(path("const medusa = 1"), None);
        assert_eq!(path("medusa.orders"), None);
        assert_eq!(path("medusa..orders()"), None);
    }
}
