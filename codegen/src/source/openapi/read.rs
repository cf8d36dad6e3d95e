//! Documents and operations, read from their trees.
//!
//! A [`Reader`] reads one file, looking things up in the others. Shapes that are wrong are reported and
//! passed over; keys that no field holds are gathered in [`Unread`], as one key that nobody knows tends
//! to stand in hundreds of places.

use indexmap::{IndexMap, IndexSet};

use super::older;
use super::refs::{Set, Source};
use super::{CodeSample, Document, Operation, Parameter, Verb};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned};
use crate::source::yaml::{Data, Entry, Yaml};

/// Reads one file.
pub(super) struct Reader<'s> {
    pub(super) set: &'s Set<'s>,
    pub(super) diagnostics: Diagnostics,
    pub(super) unread: Unread,
    /// What was read, if the file is a document.
    pub(super) document: Option<Document>,
}

/// What nothing reads, with every place where it stands.
#[derive(Default)]
pub(super) struct Unread {
    places: IndexMap<String, IndexSet<Span>>,
}

impl Unread {
    pub(super) fn append(&mut self, other: Unread) {
        for (what, spans) in other.places {
            self.places.entry(what).or_default().extend(spans);
        }
    }

    /// One warning for each kind of thing.
    pub(super) fn report(self, diagnostics: &mut Diagnostics) {
        for (what, spans) in self.places {
            let Some(&first) = spans.first() else {
                continue;
            };
            let label = match spans.len() {
                1 => "left out".to_owned(),
                count => format!("left out, {count} times in all"),
            };
            let diagnostic = Diagnostic::new(Code::UnknownConstruct, what);
            diagnostics.push(diagnostic.label(first, label));
        }
    }
}

/// Shapes: what a node must be, or else is reported.
impl<'s> Reader<'s> {
    pub(super) fn invalid(
        &mut self,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new(Code::InvalidOpenApi, message);
        self.diagnostics.push(diagnostic.label(span, label));
    }

    /// Notes that nothing reads `key` of `place`, such as `an operation`.
    pub(super) fn unread(&mut self, key: &Spanned<String>, place: &str) {
        let what = format!("nothing reads the key `{}` of {place}", key.value);
        self.note(what, key.span);
    }

    pub(super) fn note(&mut self, what: String, span: Span) {
        self.unread.places.entry(what).or_default().insert(span);
    }

    fn wrong_shape(&mut self, node: &Yaml, what: &str, wanted: &str) {
        let found = match node.data {
            Data::Scalar { .. } => "a single value",
            Data::Sequence(_) => "a list",
            Data::Mapping(_) => "a mapping",
        };
        let message = format!("{what} must be {wanted}");
        self.invalid(node.head(), message, format!("this is {found}"));
    }

    /// The entries of a mapping; none where there is nothing after the key.
    pub(super) fn entries(&mut self, node: &'s Yaml, what: &str) -> &'s [Entry] {
        match &node.data {
            Data::Mapping(entries) => return entries,
            _ if node.is_null() => {}
            _ => self.wrong_shape(node, what, "a mapping"),
        }
        &[]
    }

    /// The items of a list; none where there is nothing after the key.
    pub(super) fn items(&mut self, node: &'s Yaml, what: &str) -> &'s [Yaml] {
        match &node.data {
            Data::Sequence(items) => return items,
            _ if node.is_null() => {}
            _ => self.wrong_shape(node, what, "a list"),
        }
        &[]
    }

    /// The text of the key `key`; nothing where there is nothing after it.
    pub(super) fn text(&mut self, node: &'s Yaml, key: &str) -> Option<&'s str> {
        if node.is_null() {
            return None;
        }
        let text = node.as_text();
        if text.is_none() {
            self.wrong_shape(node, &format!("`{key}`"), "text");
        }
        text
    }

    pub(super) fn string(&mut self, node: &'s Yaml, key: &str) -> Option<String> {
        self.text(node, key).map(str::to_owned)
    }

    pub(super) fn spanned(&mut self, node: &'s Yaml, key: &str) -> Option<Spanned<String>> {
        let text = self.string(node, key)?;
        Some(Spanned::new(text, node.span))
    }

    pub(super) fn prose(&mut self, node: &'s Yaml) -> String {
        self.string(node, "description").unwrap_or_default()
    }

    pub(super) fn flag(&mut self, node: &'s Yaml, key: &str) -> bool {
        let flag = node.as_bool();
        if flag.is_none() {
            self.wrong_shape(node, &format!("`{key}`"), "`true` or `false`");
        }
        flag.unwrap_or(false)
    }

    pub(super) fn strings(&mut self, node: &'s Yaml, key: &str) -> Vec<Spanned<String>> {
        let items = self.items(node, &format!("`{key}`")).iter();
        items.filter_map(|item| self.spanned(item, key)).collect()
    }
}

/// Documents.
impl<'s> Reader<'s> {
    /// Reads the document in `source`.
    pub(super) fn read(set: &'s Set<'s>, source: &'s Source) -> Self {
        let mut reader = Self {
            set,
            diagnostics: Diagnostics::default(),
            unread: Unread::default(),
            document: None,
        };
        reader.document = source.root.as_ref().map(|root| reader.root(root));
        reader
    }

    fn root(&mut self, root: &'s Yaml) -> Document {
        let mut document = Document {
            file: root.span.file,
            title: String::new(),
            tags: Vec::new(),
            operations: Vec::new(),
            schemas: IndexMap::new(),
            responses: IndexMap::new(),
            security_schemes: IndexMap::new(),
        };
        let security = root.get("security").map(|node| self.security(node));
        for (key, value) in self.entries(root, "the document") {
            match key.value.as_str() {
                "info" => self.info(value, &mut document),
                "tags" => document.tags = self.tags(value),
                "paths" => {
                    let security = security.as_deref().unwrap_or(&[]);
                    document.operations = self.paths(value, root, security);
                }
                "components" => self.components(value, &mut document),
                "openapi" | "security" | "servers" | "externalDocs" => {}
                _ => self.unread(key, "a document"),
            }
        }
        document
    }

    fn info(&mut self, node: &'s Yaml, document: &mut Document) {
        for (key, value) in self.entries(node, "`info`") {
            match key.value.as_str() {
                "title" => document.title = self.string(value, "title").unwrap_or_default(),
                "version" | "description" | "license" | "contact" | "termsOfService" => {}
                _ => self.unread(key, "`info`"),
            }
        }
    }

    fn tags(&mut self, node: &'s Yaml) -> Vec<super::Tag> {
        let items = self.items(node, "`tags`").iter();
        items.filter_map(|item| self.tag(item)).collect()
    }

    fn tag(&mut self, node: &'s Yaml) -> Option<super::Tag> {
        let (mut name, mut description) = (None, String::new());
        for (key, value) in self.entries(node, "a tag") {
            match key.value.as_str() {
                "name" => name = self.spanned(value, "name"),
                "description" => description = self.prose(value),
                "externalDocs" => {}
                _ => self.unread(key, "a tag"),
            }
        }
        if name.is_none() {
            self.invalid(node.head(), "a tag has no `name`", "this tag");
        }
        Some(super::Tag {
            name: name?,
            description,
        })
    }

    fn components(&mut self, node: &'s Yaml, document: &mut Document) {
        for (key, value) in self.entries(node, "`components`") {
            match key.value.as_str() {
                "schemas" => document.schemas = self.named_schemas(value, "`schemas`"),
                "responses" => document.responses = self.shared_responses(value),
                "securitySchemes" => document.security_schemes = self.security_schemes(value),
                // The former are read wherever they are referred to, the latter serve only people.
                "parameters" | "requestBodies" | "examples" => {}
                _ => self.unread(key, "`components`"),
            }
        }
    }
}

/// Operations.
impl<'s> Reader<'s> {
    /// Reads the routes of the document `root`.
    fn paths(&mut self, node: &'s Yaml, root: &Yaml, security: &[String]) -> Vec<Operation> {
        let entries = self.entries(node, "`paths`");
        let routes: Vec<_> = (entries.iter().map(|(path, _)| path))
            .filter(|path| path.value.starts_with('/'))
            .collect();
        let prefix = older::prefix(root, &routes, &mut self.diagnostics);
        let mut operations = Vec::new();
        for (path, item) in entries {
            if path.value.starts_with("x-") {
                self.unread(path, "`paths`");
            } else if !path.value.starts_with('/') {
                let message = format!("the path `{}` does not start with `/`", path.value);
                self.invalid(path.span, message, "this path");
            } else if let Some(item) = self.resolve(item) {
                let route = self.route(prefix, path);
                self.path_item(&route, item.node, security, &mut operations);
            }
        }
        operations
    }

    /// A route as newer documents write it.
    fn route(&mut self, prefix: &str, path: &Spanned<String>) -> Spanned<String> {
        let mut route = format!("{prefix}{}", path.value);
        if let Some(braces) = older::with_braces(&route) {
            let message = format!("`{}` is read as `{braces}`", path.value);
            self.diagnostics.push(
                Diagnostic::new(Code::UnknownConstruct, message).label(path.span, "this route"),
            );
            route = braces;
        }
        Spanned::new(route, path.span)
    }

    fn path_item(
        &mut self,
        path: &Spanned<String>,
        item: &'s Yaml,
        security: &[String],
        operations: &mut Vec<Operation>,
    ) {
        let shared = item
            .get("parameters")
            .map(|node| self.parameters(node, &[]));
        let shared = shared.unwrap_or_default();
        for (key, value) in self.entries(item, "a path item") {
            let verb = Verb::ALL
                .into_iter()
                .find(|verb| verb.as_str().eq_ignore_ascii_case(&key.value));
            if let Some(verb) = verb {
                let operation = self.operation(verb, path, value, key.span, &shared, security);
                self.check_template(&operation);
                operations.push(operation);
            } else if key.value != "parameters" {
                self.unread(key, "a path item");
            }
        }
    }

    fn operation(
        &mut self,
        verb: Verb,
        path: &Spanned<String>,
        node: &'s Yaml,
        span: Span,
        shared: &[Parameter],
        security: &[String],
    ) -> Operation {
        let mut operation = Operation {
            parameters: shared.to_vec(),
            security: security.to_vec(),
            ..Operation::new(verb, path.clone(), span)
        };
        for entry in self.entries(node, "an operation") {
            self.operation_key(&mut operation, entry, shared);
        }
        operation
    }

    fn operation_key(
        &mut self,
        operation: &mut Operation,
        (key, value): &'s Entry,
        shared: &[Parameter],
    ) {
        match key.value.as_str() {
            "operationId" => operation.id = self.spanned(value, "operationId"),
            "summary" => operation.summary = self.string(value, "summary").unwrap_or_default(),
            "description" => operation.description = self.prose(value),
            "tags" => {
                let tags = self.strings(value, "tags").into_iter();
                operation.tags = tags.map(|tag| tag.value).collect();
            }
            "parameters" => operation.parameters = self.parameters(value, shared),
            "requestBody" => operation.body = self.request_body(value, key.span),
            "responses" => operation.responses = self.responses(value),
            "deprecated" => operation.deprecated = self.flag(value, "deprecated"),
            "security" => operation.security = self.security(value),
            "externalDocs" => {}
            "x-authenticated" => {
                operation.authenticated = Some(self.flag(value, "x-authenticated"));
            }
            "x-codegen" => self.codegen(operation, value),
            "x-codeSamples" => operation.samples = self.samples(value),
            "x-featureFlag" => operation.feature_flag = self.string(value, "x-featureFlag"),
            _ => self.unread(key, "an operation"),
        }
    }

    fn codegen(&mut self, operation: &mut Operation, node: &'s Yaml) {
        for (key, value) in self.entries(node, "`x-codegen`") {
            match key.value.as_str() {
                "method" => operation.codegen_method = self.spanned(value, "method"),
                // The names of the server's own classes.
                "queryParams" | "params" => {}
                _ => self.unread(key, "`x-codegen`"),
            }
        }
    }

    fn samples(&mut self, node: &'s Yaml) -> Vec<CodeSample> {
        let items = self.items(node, "`x-codeSamples`").iter();
        items.map(|item| self.sample(item)).collect()
    }

    fn sample(&mut self, node: &'s Yaml) -> CodeSample {
        let mut sample = CodeSample {
            language: String::new(),
            code: String::new(),
            span: node.head(),
        };
        for (key, value) in self.entries(node, "a code sample") {
            let field = match key.value.as_str() {
                "lang" => &mut sample.language,
                "source" => &mut sample.code,
                "label" => continue,
                _ => {
                    self.unread(key, "a code sample");
                    continue;
                }
            };
            *field = self.string(value, &key.value).unwrap_or_default();
        }
        sample
    }
}
