//! OpenAPI documents of a spec folder: the facts of published ones, as YAML.
//!
//! The tree is kept as it is, apart from what is no fact. What is one is written down in [`Kind::inside`];
//! keys that are not listed there are left out and reported.

use super::prose::{Subject, Told};
use super::shared;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned};
use crate::merge::call_path;
use crate::source::openapi::ENUM_DESCRIPTIONS;
use crate::source::yaml::{Data, Entry, Yaml};
use indexmap::IndexMap;
use saphyr::{Mapping, Scalar, ScalarStyle, YamlEmitter};

/// An OpenAPI document.
#[derive(Debug)]
pub(super) struct Document {
    /// The name of its file without `.yaml`.
    pub(super) name: String,
    pub(super) root: Yaml,
}

/// What a node of a document is. A list is of the same kind as what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Info,
    Tag,
    Paths,
    PathItem,
    Operation,
    Parameter,
    Parameters,
    RequestBody,
    RequestBodies,
    Response,
    Responses,
    Content,
    MediaType,
    Components,
    Schema,
    Schemas,
    SecurityScheme,
    SecuritySchemes,
}

/// What a key of a node leads to.
enum Inside {
    Node(Kind),
    /// Facts in any form.
    Fact,
    Prose,
    /// What a document is called.
    Title,
    /// An example, which is a fact if it is a single value.
    Example,
    Samples,
    /// Something that is no fact.
    Nothing,
    /// A key that is not known.
    Unknown,
}

impl Kind {
    /// What is known of a key.
    fn inside(self, key: &str) -> Inside {
        use Inside::{Example, Fact, Node, Nothing, Prose, Samples, Title, Unknown};
        match (self, key) {
            (Self::Paths, _) => Node(Self::PathItem),
            (Self::Parameters, _) => Node(Self::Parameter),
            (Self::RequestBodies, _) => Node(Self::RequestBody),
            (Self::Responses, _) => Node(Self::Response),
            (Self::Content, _) => Node(Self::MediaType),
            (Self::Schemas, _) => Node(Self::Schema),
            (Self::SecuritySchemes, _) => Node(Self::SecurityScheme),

            (Self::Document, "openapi" | "security") => Fact,
            (Self::Document, "info") => Node(Self::Info),
            (Self::Document, "tags") => Node(Self::Tag),
            (Self::Document, "paths") => Node(Self::Paths),
            (Self::Document, "components") => Node(Self::Components),

            (Self::Components, "schemas") => Node(Self::Schemas),
            (Self::Components, "responses") => Node(Self::Responses),
            (Self::Components, "parameters") => Node(Self::Parameters),
            (Self::Components, "requestBodies") => Node(Self::RequestBodies),
            (Self::Components, "securitySchemes") => Node(Self::SecuritySchemes),

            (_, "description") => Prose,
            (Self::PathItem | Self::Operation, "summary") => Prose,
            (_, "$ref") => Fact,
            (_, "externalDocs" | "servers" | "examples") => Nothing,
            (Self::Parameter | Self::MediaType | Self::Schema, "example") => Example,
            (Self::PathItem | Self::Operation, "parameters") => Node(Self::Parameter),

            (
                Self::PathItem,
                "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "trace",
            ) => Node(Self::Operation),
            (Self::Operation, "requestBody") => Node(Self::RequestBody),
            (Self::Operation, "responses") => Node(Self::Responses),
            (Self::Operation, "x-codeSamples") => Samples,
            (
                Self::Operation,
                "operationId" | "tags" | "deprecated" | "security" | "x-authenticated"
                | "x-codegen" | "x-featureFlag",
            ) => Fact,
            (Self::Info, "title") => Title,
            (Self::Info, "version") => Fact,
            (Self::Info, "license" | "contact" | "termsOfService") => Nothing,
            (Self::Tag, "name") => Fact,
            (
                Self::Parameter,
                "name" | "in" | "required" | "deprecated" | "style" | "explode" | "allowEmptyValue"
                | "allowReserved",
            ) => Fact,
            (Self::Parameter | Self::MediaType, "schema") => Node(Self::Schema),
            (Self::Parameter | Self::RequestBody | Self::Response, "content") => {
                Node(Self::Content)
            }
            (Self::RequestBody, "required") => Fact,
            (Self::MediaType, "encoding") => Fact,
            (
                Self::SecurityScheme,
                "type" | "name" | "in" | "scheme" | "bearerFormat" | "flows" | "openIdConnectUrl"
                | "x-displayName",
            ) => Fact,
            // What it holds is told of again, value by value.
            (Self::Schema, ENUM_DESCRIPTIONS) => Nothing,
            (Self::Schema, "properties") => Node(Self::Schemas),
            (
                Self::Schema,
                "items" | "allOf" | "oneOf" | "anyOf" | "not" | "additionalProperties",
            ) => Node(Self::Schema),
            (Self::Schema, key) if SCHEMA_FACTS.contains(&key) => Fact,
            _ => Unknown,
        }
    }

    /// The keys that hold prose about such a node, in the order in which they are written.
    fn prose(self) -> &'static [&'static str] {
        match self {
            Self::PathItem | Self::Operation => &["summary", "description"],
            Self::Info
            | Self::Tag
            | Self::Parameter
            | Self::RequestBody
            | Self::Response
            | Self::Schema
            | Self::SecurityScheme => &["description"],
            _ => &[],
        }
    }
}

const HEADER: &str = "\
# Facts of the published state that ../manifest.toml names, written by `cargo xtask import`.
# The prose is this project's own: edit it here.
";

const SCHEMA_FACTS: [&str; 31] = [
    "type",
    "format",
    "title",
    "nullable",
    "deprecated",
    "required",
    "enum",
    "default",
    "discriminator",
    "readOnly",
    "writeOnly",
    "xml",
    "multipleOf",
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "x-expandable",
    "x-expanded-relation",
    "x-expanded-relations",
    "x-featureFlag",
    "x-resourceId",
    "x-ignore",
];

/// Where a node stands, in the words of its subject.
#[derive(Clone, Debug)]
struct Place {
    name: String,
    kin: Option<String>,
}

impl Place {
    fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kin: None,
        }
    }

    /// A place inside this one.
    fn inside(&self, suffix: &str) -> Self {
        let kin = self.kin.as_ref().map(|kin| format!("{kin}{suffix}"));
        Self {
            name: format!("{}{suffix}", self.name),
            kin,
        }
    }

    /// Where the value of `key` stands in a node of a kind at this place.
    fn value(&self, kind: Kind, key: &str) -> Self {
        let component = |what: &str| {
            let kin = format!("{what} {key}");
            Self {
                name: format!("{kin} of {}", self.name),
                kin: Some(kin),
            }
        };
        match (kind, key) {
            (Kind::Paths, path) => Self {
                name: path.to_owned(),
                kin: None,
            },
            (Kind::Document, "info") => self.inside(" info"),
            (Kind::PathItem, "parameters") | (Kind::Document | Kind::Components, _) => self.clone(),
            (Kind::PathItem, verb) => Self::new(format!("{} {}", verb.to_uppercase(), self.name)),
            (Kind::Operation, "requestBody") => self.inside(", body"),
            (Kind::Operation | Kind::MediaType, _) | (_, "content") => self.clone(),
            (Kind::Responses, status) if self.is_operation() => {
                self.inside(&format!(", response {status}"))
            }
            (Kind::Responses, _) => component("response"),
            (Kind::RequestBodies, _) => component("request body"),
            (Kind::Parameters, _) => component("parameter"),
            (Kind::SecuritySchemes, _) => component("security scheme"),
            (Kind::Schemas, _) if self.is_document() => component("schema"),
            (Kind::Schemas, name) => self.inside(&format!(".{name}")),
            (Kind::Content, media) => self.inside(&format!(" as {media}")),
            (Kind::Schema, "properties") => self.clone(),
            (Kind::Schema, "items") => self.inside("[]"),
            (_, key) => self.inside(&format!(" {key}")),
        }
    }

    /// Where the item `index` of a list stands, whose items are of a kind.
    fn item(&self, kind: Kind, index: usize, item: &Yaml) -> Self {
        let name = item.get("name").and_then(Yaml::as_text);
        match (kind, name) {
            (Kind::Tag, Some(name)) => Self::new(format!("tag {name} of {}", self.name)),
            (Kind::Parameter, Some(name)) => {
                // Those in the path may have namesakes in the query.
                let is_in_path = item.get("in").and_then(Yaml::as_text) == Some("path");
                let kind = if is_in_path {
                    "path parameter"
                } else {
                    "parameter"
                };
                self.inside(&format!(", {kind} {name}"))
            }
            _ => self.inside(&format!(" {}", index + 1)),
        }
    }

    fn is_operation(&self) -> bool {
        self.name.contains(" /")
    }

    fn is_document(&self) -> bool {
        !self.name.contains(' ')
    }
}

impl Document {
    /// Leaves what is a fact, and prose as empty texts in its place.
    pub(super) fn strip(&mut self, diagnostics: &mut Diagnostics) {
        let mut unknown: IndexMap<String, Vec<Span>> = IndexMap::new();
        let title = title(&self.name);
        self.walk(&mut |node, kind, place| {
            let samples = (kind == Kind::Operation).then(|| samples(node, &place.name));
            let Data::Mapping(entries) = &mut node.data else {
                return;
            };
            entries.retain_mut(|(key, value)| match kind.inside(&key.value) {
                Inside::Node(_) | Inside::Fact => true,
                Inside::Title => {
                    value.data = text(&title);
                    true
                }
                Inside::Prose => {
                    value.data = text("");
                    true
                }
                Inside::Example => is_single_word(value),
                Inside::Samples => {
                    value.data = Data::Sequence(samples.clone().unwrap_or_default());
                    true
                }
                Inside::Nothing => false,
                Inside::Unknown => {
                    unknown
                        .entry(format!("{} in {kind:?}", key.value))
                        .or_default()
                        .push(key.span);
                    false
                }
            });
        });
        for (what, spans) in unknown {
            let message = format!("the key {what} is not known to be a fact");
            let label = format!("left out, {} times in all", spans.len());
            diagnostics
                .push(Diagnostic::new(Code::UnknownConstruct, message).label(spans[0], label));
        }
    }

    /// Drops prose that is empty. Responses must have some by the rules of OpenAPI.
    pub(super) fn drop_empty_prose(&mut self) {
        self.walk(&mut |node, kind, _| {
            let Data::Mapping(entries) = &mut node.data else {
                return;
            };
            entries.retain(|(key, value)| {
                let is_prose = kind.prose().contains(&key.value.as_str());
                !is_prose || kind == Kind::Response || value.as_text() != Some("")
            });
        });
    }

    /// The document as YAML.
    pub(super) fn text(&self) -> String {
        let mut yaml = String::new();
        let mut emitter = YamlEmitter::new(&mut yaml);
        emitter.multiline(true);
        emitter
            .dump(&written(&self.root))
            .expect("a string takes all that is written to it");
        let mut text = HEADER.to_owned();
        for line in yaml.lines() {
            // The emitter indents the blank lines of a text, too.
            text.push_str(if line.trim().is_empty() { "" } else { line });
            text.push('\n');
        }
        text
    }

    /// Calls `change` on every node whose kind is known, outer ones first.
    fn walk(&mut self, change: &mut dyn FnMut(&mut Yaml, Kind, &Place)) {
        walk(
            &mut self.root,
            Kind::Document,
            &Place::new(self.name.as_str()),
            change,
        );
    }
}

impl Told for Document {
    fn visit_prose(&mut self, visit: &mut dyn FnMut(Subject, &mut String)) {
        self.walk(&mut |node, kind, place| {
            for key in kind.prose() {
                tell(node, key, place, visit);
            }
            if kind == Kind::Schema {
                tell_values(node, place, visit);
            }
        });
    }
}

/// Visits the prose that a node has under `key`, or may get there.
fn tell(node: &mut Yaml, key: &str, place: &Place, visit: &mut dyn FnMut(Subject, &mut String)) {
    let span = node.span;
    let Data::Mapping(entries) = &mut node.data else {
        return;
    };
    let name = match key {
        "summary" => format!("{}, summary", place.name),
        _ => place.name.clone(),
    };
    let subject = Subject::new(name).kin(place.kin.clone());
    let known = entries.iter_mut().find(|(known, _)| known.value == key);
    if let Some((
        _,
        Yaml {
            data: Data::Scalar { text, .. },
            ..
        },
    )) = known
    {
        visit(subject, text);
        return;
    }
    let mut text = String::new();
    visit(subject, &mut text);
    if !text.is_empty() {
        // Before what takes many lines, where it is seen.
        let is_long = |(_, value): &Entry| !matches!(value.data, Data::Scalar { .. });
        let at = entries.iter().position(is_long).unwrap_or(entries.len());
        entries.insert(at, entry(key, &text, span));
    }
}

/// Visits the prose that a schema has, or may get, about each value of its enum.
fn tell_values(node: &mut Yaml, place: &Place, visit: &mut dyn FnMut(Subject, &mut String)) {
    let known = |value: &Yaml| {
        let told = node.get(ENUM_DESCRIPTIONS);
        let text = told.and_then(|told| told.get(value.as_text()?)?.as_text());
        Some((
            value.as_text()?.to_owned(),
            text.unwrap_or_default().to_owned(),
        ))
    };
    let values = match node.get("enum").map(|values| &values.data) {
        Some(Data::Sequence(values)) => values.as_slice(),
        _ => &[],
    };
    let mut texts: Vec<(String, String)> = values.iter().filter_map(known).collect();
    for (value, text) in &mut texts {
        let place = place.inside(&format!("={value}"));
        visit(Subject::new(place.name).kin(place.kin), text);
    }
    texts.retain(|(_, text)| !text.is_empty());
    let span = node.span;
    let Data::Mapping(entries) = &mut node.data else {
        return;
    };
    let told = texts.iter().map(|(value, text)| entry(value, text, span));
    let told = Yaml {
        span,
        data: Data::Mapping(told.collect()),
    };
    let at = entries
        .iter()
        .position(|(key, _)| key.value == ENUM_DESCRIPTIONS);
    match at {
        Some(at) if texts.is_empty() => drop(entries.remove(at)),
        Some(at) => entries[at].1 = told,
        None if texts.is_empty() => {}
        None => {
            let after = entries.iter().position(|(key, _)| key.value == "enum");
            let at = after.map_or(entries.len(), |at| at + 1);
            entries.insert(at, (Spanned::new(ENUM_DESCRIPTIONS.to_owned(), span), told));
        }
    }
}

fn walk(
    node: &mut Yaml,
    kind: Kind,
    place: &Place,
    change: &mut dyn FnMut(&mut Yaml, Kind, &Place),
) {
    if let Data::Sequence(items) = &mut node.data {
        for (index, item) in items.iter_mut().enumerate() {
            let place = place.item(kind, index, item);
            walk(item, kind, &place, change);
        }
        return;
    }
    change(node, kind, place);
    if let Data::Mapping(entries) = &mut node.data {
        for (key, value) in entries {
            if let Inside::Node(inner) = kind.inside(&key.value) {
                walk(value, inner, &place.value(kind, &key.value), change);
            }
        }
    }
}

/// What the document `name` is called, in words of our own.
pub(super) fn title(name: &str) -> String {
    match name {
        shared::NAME => "Medusa API: shared parts".to_owned(),
        name => format!("Medusa {} API", heck::ToTitleCase::to_title_case(name)),
    }
}

/// Samples of our own that state how the JavaScript client calls `operation`, which methods are joined by:
/// one for each call path in the published samples.
fn samples(operation: &Yaml, route: &str) -> Vec<Yaml> {
    let Some(Data::Sequence(published)) =
        operation.get("x-codeSamples").map(|samples| &samples.data)
    else {
        return Vec::new();
    };
    let mut arguments: Vec<String> = route
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| heck::ToLowerCamelCase::to_lower_camel_case(name))
        .collect();
    if operation.get("requestBody").is_some() {
        arguments.push("payload".to_owned());
    }
    if has_query(operation) {
        arguments.push("query".to_owned());
    }
    let arguments = arguments.join(", ");
    let mut samples: IndexMap<String, Yaml> = IndexMap::new();
    for sample in published {
        let code = sample
            .get("source")
            .and_then(Yaml::as_text)
            .unwrap_or_default();
        if let Some(path) = call_path(code) {
            let call = format!("medusa.{path}({arguments})");
            let fields = [
                ("lang", "JavaScript"),
                ("label", "JS Client"),
                ("source", call.as_str()),
            ];
            let entries = fields
                .map(|(key, value)| entry(key, value, sample.span))
                .to_vec();
            samples.insert(
                path,
                Yaml {
                    span: sample.span,
                    data: Data::Mapping(entries),
                },
            );
        }
    }
    samples.into_values().collect()
}

fn has_query(operation: &Yaml) -> bool {
    let Some(Data::Sequence(parameters)) = operation.get("parameters").map(|node| &node.data)
    else {
        return false;
    };
    parameters
        .iter()
        .any(|parameter| parameter.get("in").and_then(Yaml::as_text) == Some("query"))
}

/// Whether an example is a value rather than a text.
fn is_single_word(example: &Yaml) -> bool {
    example
        .as_text()
        .is_some_and(|text| !text.contains(char::is_whitespace))
}

fn text(text: &str) -> Data {
    Data::Scalar {
        text: text.to_owned(),
        plain: false,
    }
}

/// A key with a text, made for what stands at `span`.
pub(super) fn entry(key: &str, value: &str, span: Span) -> Entry {
    (
        Spanned::new(key.to_owned(), span),
        Yaml {
            span,
            data: text(value),
        },
    )
}

/// A node as the emitter takes it. Plain scalars that are no strings are written as they were.
fn written(node: &Yaml) -> saphyr::Yaml<'_> {
    match &node.data {
        Data::Scalar { .. } if node.is_null() => saphyr::Yaml::Value(Scalar::Null),
        Data::Scalar { text, plain } => match *plain && !node.to_json().is_string() {
            true => saphyr::Yaml::Representation(text.into(), ScalarStyle::Plain, None),
            false => saphyr::Yaml::Value(Scalar::String(text.into())),
        },
        Data::Sequence(items) => saphyr::Yaml::Sequence(items.iter().map(written).collect()),
        Data::Mapping(entries) => {
            let key = |key: &'_ Spanned<String>| {
                saphyr::Yaml::Value(Scalar::String(key.value.clone().into()))
            };
            let entries = entries
                .iter()
                .map(|(name, value)| (key(name), written(value)));
            saphyr::Yaml::Mapping(entries.collect::<Mapping<'_>>())
        }
    }
}
