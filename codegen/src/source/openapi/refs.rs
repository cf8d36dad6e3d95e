//! Where a `$ref` leads.
//!
//! In come the files of a spec as trees and the text of a reference, out goes the schema it names or the
//! node it points at. References may lead from file to file, but never out of the spec.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::SchemaRef;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use crate::source::yaml::{self, Data, Yaml};

/// A file of the spec.
pub(super) struct Source {
    pub(super) file: FileId,
    path: PathBuf,
    /// The document, where it is one.
    pub(super) root: Option<Yaml>,
}

impl Source {
    /// Reads the text of a file, and says what stands against it.
    pub(super) fn parse(file: FileId, path: &Path, text: &str) -> (Self, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let mut root = yaml::parse(file, text, &mut diagnostics);
        if let Some(fault) = root.as_ref().and_then(version_fault) {
            diagnostics.push(fault);
            root = None;
        }
        let path = normal(path);
        (Self { file, path, root }, diagnostics)
    }
}

/// What is wrong with the version of OpenAPI that a document is written in.
fn version_fault(root: &Yaml) -> Option<Diagnostic> {
    let fault = |node: &Yaml, message: String, help| {
        let diagnostic = Diagnostic::new(Code::InvalidOpenApi, message);
        Some(diagnostic.label(node.head(), "here").help(help))
    };
    if let Some(version) = root.get("swagger") {
        let message = "Swagger 2.0 is not supported".to_owned();
        return fault(version, message, "convert the document to OpenAPI 3.0");
    }
    let Some(version) = root.get("openapi") else {
        let message = "this is no OpenAPI document: it has no `openapi` key".to_owned();
        return fault(root, message, "start it with `openapi: 3.0.3`");
    };
    let text = version.as_text().unwrap_or_default();
    if text == "3.0" || text.starts_with("3.0.") {
        return None;
    }
    let message = format!("OpenAPI `{text}` is not supported, only 3.0");
    fault(version, message, "convert the document to OpenAPI 3.0")
}

/// The files of a spec, ready to look things up.
pub(super) struct Set<'s> {
    sources: &'s [Source],
    /// The schemas of each file.
    schemas: Vec<HashSet<&'s str>>,
    /// The components of each file, by kind and name.
    components: Vec<HashMap<(&'s str, &'s str), &'s Yaml>>,
}

/// Where a reference leads: a file, by its index, and the keys on the way down from its root.
struct Target {
    index: usize,
    keys: Vec<String>,
}

/// A node that a reference leads to.
pub(super) struct Found<'s> {
    pub(super) node: &'s Yaml,
    /// The last key on the way to it.
    pub(super) name: String,
}

impl<'s> Set<'s> {
    pub(super) fn new(sources: &'s [Source]) -> Self {
        Self {
            sources,
            schemas: sources.iter().map(schema_names).collect(),
            components: sources.iter().map(components).collect(),
        }
    }

    /// The schema that `reference`, written at `span`, names.
    ///
    /// Nothing where its file could not be read, which has been said before.
    pub(super) fn schema(
        &self,
        reference: &str,
        span: Span,
    ) -> Result<Option<SchemaRef>, Diagnostic> {
        let Target { index, keys } = self.locate(reference, span)?;
        let source = &self.sources[index];
        let name = match keys.as_slice() {
            [components, schemas, name] if components == "components" && schemas == "schemas" => {
                name
            }
            _ => {
                let message = format!("`{reference}` is not the name of a schema");
                return Err(Diagnostic::new(Code::InvalidOpenApi, message)
                    .label(span, "leads elsewhere")
                    .help("a schema can only be referred to by `#/components/schemas/<name>`"));
            }
        };
        if source.root.is_none() {
            return Ok(None);
        }
        let names = &self.schemas[index];
        if !names.contains(name.as_str()) {
            let message = format!("there is no schema `{name}`");
            return Err(missing(message, span, nearest(name, names.iter().copied())));
        }
        Ok(Some(SchemaRef {
            file: source.file,
            name: name.clone(),
        }))
    }

    /// The node that `reference`, written at `span`, points at.
    ///
    /// Nothing where its file could not be read, which has been said before.
    pub(super) fn node(
        &self,
        reference: &str,
        span: Span,
    ) -> Result<Option<Found<'s>>, Diagnostic> {
        let Target { index, mut keys } = self.locate(reference, span)?;
        let Some(mut node) = self.sources[index].root.as_ref() else {
            return Ok(None);
        };
        let mut way = keys.as_slice();
        if let [first, kind, name, rest @ ..] = way
            && first == "components"
            && let Some(component) = self.components[index].get(&(kind.as_str(), name.as_str()))
        {
            (node, way) = (component, rest);
        }
        for key in way {
            node = child(node, key).ok_or_else(|| {
                let message = format!("`{reference}` leads nowhere: there is no `{key}`");
                missing(message, span, nearest(key, node.keys()))
            })?;
        }
        let name = keys.pop().unwrap_or_default();
        Ok(Some(Found { node, name }))
    }

    /// Whether any file declares the security scheme `name`.
    pub(super) fn has_security_scheme(&self, name: &str) -> bool {
        self.sources.iter().any(|source| {
            let schemes = component(source, "securitySchemes");
            schemes.is_some_and(|schemes| schemes.get(name).is_some())
        })
    }

    fn locate(&self, reference: &str, span: Span) -> Result<Target, Diagnostic> {
        let invalid = |message| {
            let diagnostic = Diagnostic::new(Code::InvalidOpenApi, message);
            let help = "write it as `#/components/…` or `file.yaml#/components/…`";
            diagnostic.label(span, "this reference").help(help)
        };
        let (path, pointer) = match reference.split_once('#') {
            Some((path, pointer)) => (path, Some(pointer)),
            None => (reference, None),
        };
        // Where a reference leads out of the spec, that is what is wrong, whatever it names there.
        let index = self.index(path, span)?;
        let Some(pointer) = pointer else {
            return Err(invalid(format!(
                "`{reference}` refers to a file as a whole"
            )));
        };
        let Some(pointer) = pointer.strip_prefix('/') else {
            return Err(invalid(format!("`{reference}` has no path after its `#`")));
        };
        let keys = pointer.split('/').map(pointer_key).collect();
        Ok(Target { index, keys })
    }

    /// The index of the file that is called `path` in the file of `span`.
    fn index(&self, path: &str, span: Span) -> Result<usize, Diagnostic> {
        let find = |wanted: &dyn Fn(&Source) -> bool| self.sources.iter().position(wanted);
        let own = find(&|source| source.file == span.file);
        let own_path = own.map_or(Path::new(""), |index| &self.sources[index].path);
        let target = normal(&own_path.with_file_name("").join(decode(path)));
        let found = if path.is_empty() {
            own
        } else {
            find(&|source| source.path == target)
        };
        found.ok_or_else(|| {
            let message = format!("`{path}` is not a file of the spec");
            let names = self
                .sources
                .iter()
                .filter_map(|source| source.path.file_name()?.to_str());
            let near = nearest(path.trim_start_matches("./"), names);
            let missing = missing(message, span, near);
            match missing.help {
                Some(_) => missing,
                None => {
                    missing.help("only files that were read as parts of the spec are referred to")
                }
            }
        })
    }
}

fn missing(message: String, span: Span, nearest: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::MissingRef, message).label(span, "leads nowhere");
    match nearest {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None => diagnostic,
    }
}

fn component<'s>(source: &'s Source, kind: &str) -> Option<&'s Yaml> {
    source.root.as_ref()?.get("components")?.get(kind)
}

fn components(source: &Source) -> HashMap<(&str, &str), &Yaml> {
    let components = source.root.as_ref().and_then(|root| root.get("components"));
    let kinds = components.into_iter().flat_map(Yaml::entries);
    kinds
        .flat_map(|(kind, named)| {
            let key = move |(name, node)| ((kind, name), node);
            named.entries().map(key)
        })
        .collect()
}

fn schema_names(source: &Source) -> HashSet<&str> {
    let schemas = component(source, "schemas");
    schemas.into_iter().flat_map(Yaml::keys).collect()
}

fn child<'s>(node: &'s Yaml, key: &str) -> Option<&'s Yaml> {
    match &node.data {
        Data::Sequence(items) => items.get(key.parse::<usize>().ok()?),
        _ => node.get(key),
    }
}

/// A key as it is written in a JSON pointer inside a URL.
fn pointer_key(written: &str) -> String {
    decode(written).replace("~1", "/").replace("~0", "~")
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The path without `.` and without `..` as far as these can be carried out.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            _ => normal.push(component),
        }
    }
    normal
}

/// The candidate that `name` may be a slip of, the first one of equals.
fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let distance = |candidate: &&str| strsim::osa_distance(name, candidate);
    let most = (name.chars().count() / 3).max(1);
    let near = candidates.map(|candidate| (distance(&candidate), candidate));
    near.filter(|&(distance, _)| distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}
