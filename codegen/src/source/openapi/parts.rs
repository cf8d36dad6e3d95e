//! The parts of operations: parameters, bodies, responses and security.
//!
//! Each may be given by reference; what is read then is the part that the reference leads to.

use indexmap::IndexMap;

use super::read::Reader;
use super::refs::Found;
use super::{Operation, Parameter, Place, RequestBody, Response, Schema, SecurityScheme};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::source::yaml::Yaml;

/// How many references may lead from one to the next before there is a part.
const LONGEST_WAY: usize = 100;

/// A part, found where its reference leads if it has one.
pub(super) struct Resolved<'s> {
    pub(super) node: &'s Yaml,
    /// The name it is referred to by.
    name: Option<String>,
}

/// References.
impl<'s> Reader<'s> {
    /// Follows `$ref` from part to part.
    pub(super) fn resolve(&mut self, node: &'s Yaml) -> Option<Resolved<'s>> {
        let mut resolved = Resolved { node, name: None };
        let mut way: Vec<Span> = Vec::new();
        while let Some(reference) = resolved.node.get("$ref") {
            if let Some(first) = way.iter().position(|&span| span == reference.span) {
                self.endless(&mut way[first..]);
                return None;
            }
            way.push(reference.span);
            if way.len() > LONGEST_WAY {
                self.too_long(way[0]);
                return None;
            }
            let Found { node: next, name } = self.follow(resolved.node, reference)?;
            resolved.node = next;
            resolved.name.get_or_insert(name);
        }
        Some(resolved)
    }

    /// Reports a chain of references: once a document, for each of its links begins another.
    fn too_long(&mut self, first: Span) {
        let message = format!("a chain of more than {LONGEST_WAY} references");
        let is_it = |said: &Diagnostic| said.message == message;
        if !self.diagnostics.iter().any(is_it) {
            self.diagnostics
                .push(Diagnostic::new(Code::InvalidOpenApi, message).label(first, "begins here"));
        }
    }

    fn follow(&mut self, holder: &'s Yaml, reference: &'s Yaml) -> Option<Found<'s>> {
        for (key, _) in self.entries(holder, "a reference") {
            if key.value != "$ref" {
                self.unread(key, "a reference");
            }
        }
        let text = self.text(reference, "$ref")?;
        self.set.node(text, reference.span).unwrap_or_else(|fault| {
            self.diagnostics.push(fault);
            None
        })
    }

    /// Reports a circle, in the same way wherever it was entered.
    fn endless(&mut self, circle: &mut [Span]) {
        let lowest = (0..circle.len()).min_by_key(|&index| circle[index]);
        circle.rotate_left(lowest.unwrap_or(0));
        let diagnostic = Diagnostic::new(Code::RefCycle, "references lead in a circle");
        let label = |diagnostic: Diagnostic, &span| diagnostic.label(span, "leads on");
        self.diagnostics.push(circle.iter().fold(diagnostic, label));
    }
}

/// Parameters.
impl<'s> Reader<'s> {
    /// The parameters in `node`, and those `shared` by the path item that they do not replace.
    pub(super) fn parameters(&mut self, node: &'s Yaml, shared: &[Parameter]) -> Vec<Parameter> {
        let mut own: Vec<Parameter> = Vec::new();
        for item in self.items(node, "`parameters`") {
            let Some(parameter) = self.parameter(item) else {
                continue;
            };
            match own.iter().find(|other| same_parameter(other, &parameter)) {
                Some(other) => self.duplicate_parameter(&parameter, other),
                None => own.push(parameter),
            }
        }
        let replaced = |shared: &&Parameter| own.iter().any(|other| same_parameter(other, shared));
        let kept = shared.iter().filter(|shared| !replaced(shared));
        let mut all: Vec<Parameter> = kept.cloned().collect();
        all.append(&mut own);
        all
    }

    fn duplicate_parameter(&mut self, again: &Parameter, first: &Parameter) {
        let message = format!(
            "two parameters in one place are called `{}`",
            again.name.value
        );
        let diagnostic = Diagnostic::new(Code::DuplicateName, message)
            .label(again.name.span, "again here")
            .label(first.name.span, "first here");
        self.diagnostics.push(diagnostic);
    }

    fn parameter(&mut self, node: &'s Yaml) -> Option<Parameter> {
        let node = self.resolve(node)?.node;
        let (mut name, mut place) = (None, None);
        let (mut description, mut required, mut deprecated) = (String::new(), false, false);
        let (mut style, mut explode) = (None, None);
        let mut schema = Schema::new(node.head());
        for (key, value) in self.entries(node, "a parameter") {
            match key.value.as_str() {
                "name" => name = self.spanned(value, "name"),
                "in" => place = self.place(value),
                "description" => description = self.prose(value),
                "required" => required = self.flag(value, "required"),
                "deprecated" => deprecated = self.flag(value, "deprecated"),
                "style" => style = self.string(value, "style"),
                "explode" => explode = Some(self.flag(value, "explode")),
                "schema" => schema = self.schema(value, value.head()),
                "example" | "examples" => {}
                _ => self.unread(key, "a parameter"),
            }
        }
        let lacks = |key: &&str| node.is_mapping() && node.get(key).is_none();
        for key in ["name", "in"].into_iter().filter(lacks) {
            let message = format!("a parameter has no `{key}`");
            self.invalid(node.head(), message, "this parameter");
        }
        let (name, place) = (name?, place?);
        Some(Parameter {
            name,
            place,
            description,
            required: required || place == Place::Path,
            deprecated,
            style,
            explode,
            schema,
        })
    }

    fn place(&mut self, node: &'s Yaml) -> Option<Place> {
        let place = match self.text(node, "in")? {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            other => {
                let message = format!("`{other}` is no place for a parameter");
                self.invalid(node.span, message, "must be path, query, header or cookie");
                return None;
            }
        };
        Some(place)
    }

    /// Reports where the path and the path parameters do not fit together.
    pub(super) fn check_template(&mut self, operation: &Operation) {
        let path = &operation.path;
        let Some(Template { names, .. }) = template(&path.value) else {
            let message = format!("the path `{}` is no valid template", path.value);
            self.invalid(
                path.span,
                message,
                "its braces do not match, or a name is empty or repeated",
            );
            return;
        };
        let declared = || {
            let parameters = operation.parameters.iter();
            parameters.filter(|parameter| parameter.place == Place::Path)
        };
        let verb = operation.verb.as_str();
        for name in &names {
            if declared().all(|parameter| parameter.name.value != *name) {
                let message = format!(
                    "`{verb} {}` does not declare its parameter `{name}`",
                    path.value
                );
                self.invalid(operation.span, message, "this operation");
            }
        }
        for parameter in
            declared().filter(|parameter| !names.contains(&parameter.name.value.as_str()))
        {
            let name = &parameter.name;
            let message = format!(
                "the path `{}` has no parameter `{}`",
                path.value, name.value
            );
            self.invalid(name.span, message, "declared here");
        }
    }
}

fn same_parameter(a: &Parameter, b: &Parameter) -> bool {
    a.place == b.place && a.name.value == b.name.value
}

/// A path taken apart: `fixed[0]{names[0]}fixed[1]…`.
pub(super) struct Template<'p> {
    pub(super) fixed: Vec<&'p str>,
    names: Vec<&'p str>,
}

/// Takes a path apart; nothing where its braces do not match, or a name is empty or repeated.
pub(super) fn template(path: &str) -> Option<Template<'_>> {
    let mut pieces = path.split('{');
    let mut fixed = vec![pieces.next()?];
    let mut names = Vec::new();
    for piece in pieces {
        let (name, rest) = piece.split_once('}')?;
        if name.is_empty() || names.contains(&name) {
            return None;
        }
        names.push(name);
        fixed.push(rest);
    }
    let closed = fixed.iter().all(|piece| !piece.contains('}'));
    closed.then_some(Template { fixed, names })
}

/// Bodies and responses.
impl<'s> Reader<'s> {
    pub(super) fn request_body(&mut self, node: &'s Yaml, span: Span) -> Option<RequestBody> {
        let node = self.resolve(node)?.node;
        let mut body = RequestBody {
            required: false,
            description: String::new(),
            content: Vec::new(),
            span,
        };
        for (key, value) in self.entries(node, "a request body") {
            match key.value.as_str() {
                "required" => body.required = self.flag(value, "required"),
                "description" => body.description = self.prose(value),
                "content" => body.content = self.content(value),
                _ => self.unread(key, "a request body"),
            }
        }
        Some(body)
    }

    fn content(&mut self, node: &'s Yaml) -> Vec<(Spanned<String>, Schema)> {
        let mut content = Vec::new();
        for (media, value) in self.entries(node, "`content`") {
            let mut schema = Schema::new(media.span);
            for (key, value) in self.entries(value, "a media type") {
                match key.value.as_str() {
                    "schema" => schema = self.schema(value, value.head()),
                    "example" | "examples" => {}
                    _ => self.unread(key, "a media type"),
                }
            }
            content.push((media.clone(), schema));
        }
        content
    }

    pub(super) fn responses(&mut self, node: &'s Yaml) -> Vec<Response> {
        let mut responses = Vec::new();
        for (status, value) in self.entries(node, "`responses`") {
            if status.value.starts_with("x-") {
                self.unread(status, "`responses`");
            } else if !is_status(&status.value) {
                let message = format!("`{}` is no status code", status.value);
                self.invalid(
                    status.span,
                    message,
                    "must be like `200`, `2XX` or `default`",
                );
            } else {
                responses.extend(self.response(value, &status.value, status.span));
            }
        }
        responses
    }

    pub(super) fn shared_responses(&mut self, node: &'s Yaml) -> IndexMap<String, Response> {
        let entries = self.entries(node, "`components.responses`").iter();
        let named = entries.filter_map(|(name, value)| {
            let response = self.response(value, "", name.span)?;
            Some((name.value.clone(), response))
        });
        named.collect()
    }

    fn response(&mut self, node: &'s Yaml, status: &str, span: Span) -> Option<Response> {
        let Resolved { node, name } = self.resolve(node)?;
        let mut response = Response {
            status: status.to_owned(),
            reference: name,
            description: String::new(),
            content: Vec::new(),
            span,
        };
        for (key, value) in self.entries(node, "a response") {
            match key.value.as_str() {
                "description" => response.description = self.prose(value),
                "content" => response.content = self.content(value),
                _ => self.unread(key, "a response"),
            }
        }
        Some(response)
    }
}

/// Whether a key of `responses` is a code, a range of codes or the default.
fn is_status(text: &str) -> bool {
    match text.as_bytes() {
        [b'1'..=b'5', b'X', b'X'] => true,
        [b'1'..=b'5', tens, ones] => tens.is_ascii_digit() && ones.is_ascii_digit(),
        _ => text == "default",
    }
}

/// Security.
impl<'s> Reader<'s> {
    /// The names of the schemes of which any will do, `a + b` where two are needed together; none if nothing is needed.
    pub(super) fn security(&mut self, node: &'s Yaml) -> Vec<String> {
        let mut names = Vec::new();
        for requirement in self.items(node, "`security`") {
            let schemes = self.entries(requirement, "a security requirement");
            if schemes.is_empty() {
                return Vec::new();
            }
            let together: Vec<String> =
                (schemes.iter().map(|(name, _)| self.scheme_name(name))).collect();
            names.push(together.join(" + "));
        }
        names
    }

    fn scheme_name(&mut self, name: &Spanned<String>) -> String {
        if !self.set.has_security_scheme(&name.value) {
            let what = format!("no document declares the security scheme `{}`", name.value);
            self.note(what, name.span);
        }
        name.value.clone()
    }

    pub(super) fn security_schemes(&mut self, node: &'s Yaml) -> IndexMap<String, SecurityScheme> {
        let entries = self.entries(node, "`securitySchemes`").iter();
        let named = entries.filter_map(|(name, value)| {
            let scheme = self.security_scheme(value, name.span)?;
            Some((name.value.clone(), scheme))
        });
        named.collect()
    }

    fn security_scheme(&mut self, node: &'s Yaml, span: Span) -> Option<SecurityScheme> {
        let node = self.resolve(node)?.node;
        let mut scheme = SecurityScheme {
            kind: String::new(),
            place: None,
            carrier: String::new(),
            description: String::new(),
            span,
        };
        for (key, value) in self.entries(node, "a security scheme") {
            match key.value.as_str() {
                "type" => scheme.kind = self.string(value, "type").unwrap_or_default(),
                "in" => scheme.place = self.place(value),
                "name" | "scheme" => {
                    scheme.carrier = self.string(value, &key.value).unwrap_or_default();
                }
                "description" => scheme.description = self.prose(value),
                // A heading for people.
                "x-displayName" => {}
                _ => self.unread(key, "a security scheme"),
            }
        }
        Some(scheme)
    }
}
