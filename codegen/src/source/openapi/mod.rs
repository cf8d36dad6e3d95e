//! OpenAPI 3.0 documents: operations and schemas, with places.
//!
//! In come the texts of the files that make up a spec, out goes a [`Document`] for each. References to
//! schemas are resolved to file and name; parameters, bodies, responses and path items given by
//! reference are put where they are referred to. What no field here holds is either kept in
//! [`Schema::other`] or reported, except for what only serves people or the server: `servers`,
//! examples beside a media type, the licence and such.

mod check;
mod cycles;
mod detect;
mod older;
mod parts;
mod read;
mod refs;
mod schema;

use std::collections::HashSet;
use std::path::Path;

use indexmap::IndexMap;
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span, Spanned};

pub use detect::looks_like;
pub use schema::same_shape;

/// Reads OpenAPI documents that may refer to each other.
///
/// The result is in the order of `files`. It lacks the files that are no OpenAPI 3.0 document, for
/// which `diagnostics` says why. Every [`SchemaRef`] in it leads to a schema in it, and following
/// `$ref` and `allOf` from schema to schema comes to an end: references for which that does not hold
/// are reported and left out.
pub fn read(files: &[(FileId, &Path, &str)], diagnostics: &mut Diagnostics) -> Vec<Document> {
    let mut found = Diagnostics::default();
    let parsed: Vec<_> = files
        .par_iter()
        .map(|&(file, path, text)| refs::Source::parse(file, path, text))
        .collect();
    let (sources, faults): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
    for fault in faults {
        found.append(fault);
    }
    let set = refs::Set::new(&sources);
    let readers: Vec<_> = sources
        .par_iter()
        .map(|source| read::Reader::read(&set, source))
        .collect();
    let mut documents = Vec::new();
    let mut unread = read::Unread::default();
    for reader in readers {
        documents.extend(reader.document);
        found.append(reader.diagnostics);
        unread.append(reader.unread);
    }
    unread.report(&mut found);
    check::documents(&documents, &mut found);
    cycles::cut(&mut documents, &mut found);
    say_once(&found, diagnostics);
    documents
}

/// Adds `found` to `diagnostics`, once where a shared part was read from several places.
fn say_once(found: &Diagnostics, diagnostics: &mut Diagnostics) {
    let mut said = HashSet::new();
    for diagnostic in found {
        let place = diagnostic.labels.first().map(|label| label.span);
        if said.insert((diagnostic.code, place, diagnostic.message.as_str())) {
            diagnostics.push(Diagnostic::clone(diagnostic));
        }
    }
}

/// An OpenAPI document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file it was read from.
    pub file: FileId,
    /// `info.title`.
    pub title: String,
    /// The tags, in document order.
    pub tags: Vec<Tag>,
    /// The operations, in document order.
    pub operations: Vec<Operation>,
    /// `components.schemas`, in document order.
    pub schemas: IndexMap<String, Schema>,
    /// `components.responses`, in document order.
    pub responses: IndexMap<String, Response>,
    /// `components.securitySchemes`: name and kind as written.
    pub security_schemes: IndexMap<String, SecurityScheme>,
}

impl Document {
    /// The same document with nothing but the routes of its operations.
    pub fn routes(&self) -> Self {
        let mut routes = self.clone();
        routes.schemas.clear();
        for operation in &mut routes.operations {
            operation.body = None;
            (operation.parameters).retain(|parameter| parameter.place == Place::Path);
            for response in &mut operation.responses {
                response.content.clear();
            }
        }
        routes
    }
}

/// A tag: a group of operations.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The name, such as `Gift Cards`.
    pub name: Spanned<String>,
    /// The prose.
    pub description: String,
}

/// A way to authenticate.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// `apiKey`, `http`, …
    pub kind: String,
    /// Where an API key goes.
    pub place: Option<Place>,
    /// The header or cookie that carries it, or the HTTP scheme.
    pub carrier: String,
    /// The prose.
    pub description: String,
    /// Where it stands.
    pub span: Span,
}

/// An HTTP verb that an operation can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Verb; 8] = [
        Verb::Get,
        Verb::Post,
        Verb::Put,
        Verb::Patch,
        Verb::Delete,
        Verb::Head,
        Verb::Options,
        Verb::Trace,
    ];

    /// Whether requests with this verb mostly have a body.
    pub fn takes_payload(self) -> bool {
        matches!(self, Verb::Post | Verb::Put | Verb::Patch)
    }

    /// The verb as HTTP spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
            Verb::Head => "HEAD",
            Verb::Options => "OPTIONS",
            Verb::Trace => "TRACE",
        }
    }
}

/// One verb on one path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The verb.
    pub verb: Verb,
    /// The path template, such as `/store/customers/me`.
    pub path: Spanned<String>,
    /// `operationId`.
    pub id: Option<Spanned<String>>,
    /// `summary`.
    pub summary: String,
    /// `description`.
    pub description: String,
    /// `tags`.
    pub tags: Vec<String>,
    /// Path, query, header and cookie parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses, in document order.
    pub responses: Vec<Response>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The names of the security schemes, any of which will do, `a + b` where two are needed together; empty where none is
    /// needed.
    pub security: Vec<String>,
    /// `x-authenticated`.
    pub authenticated: Option<bool>,
    /// `x-codegen.method`.
    pub codegen_method: Option<Spanned<String>>,
    /// `x-codeSamples`.
    pub samples: Vec<CodeSample>,
    /// `x-featureFlag`.
    pub feature_flag: Option<String>,
    /// Where the operation stands: its verb.
    pub span: Span,
}

impl Operation {
    /// One of which nothing more is known than where a request goes.
    pub(crate) fn new(verb: Verb, path: Spanned<String>, span: Span) -> Self {
        Self {
            verb,
            path,
            id: None,
            summary: String::new(),
            description: String::new(),
            tags: Vec::new(),
            parameters: Vec::new(),
            body: None,
            responses: Vec::new(),
            deprecated: false,
            security: Vec::new(),
            authenticated: None,
            codegen_method: None,
            samples: Vec::new(),
            feature_flag: None,
            span,
        }
    }
}

/// A code sample of an operation.
#[derive(Clone, Debug)]
pub struct CodeSample {
    /// The language.
    pub language: String,
    /// The code.
    pub code: String,
    /// Where it stands.
    pub span: Span,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The wire name.
    pub name: Spanned<String>,
    /// Where it goes.
    pub place: Place,
    /// The prose.
    pub description: String,
    /// Whether it must be sent, which holds for every path parameter.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// `style`, as written.
    pub style: Option<String>,
    /// `explode`.
    pub explode: Option<bool>,
    /// The type.
    pub schema: Schema,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Whether it must be sent.
    pub required: bool,
    /// The prose.
    pub description: String,
    /// Media type and schema, in document order.
    pub content: Vec<(Spanned<String>, Schema)>,
    /// Where it stands.
    pub span: Span,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code, or `default`; empty for a shared response under `components`.
    pub status: String,
    /// The name under `components.responses`, where it is given by reference.
    pub reference: Option<String>,
    /// The prose.
    pub description: String,
    /// Media type and schema, in document order.
    pub content: Vec<(Spanned<String>, Schema)>,
    /// Where it stands.
    pub span: Span,
}

/// A schema, or a reference to one.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Where it stands: the name of a property or component, the first key of any other schema.
    pub span: Span,
    /// `$ref`, resolved to file and name.
    pub reference: Option<SchemaRef>,
    /// `type`, as written.
    pub ty: Option<Spanned<String>>,
    /// `format`.
    pub format: Option<String>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: String,
    /// `nullable`.
    pub nullable: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `properties`, in document order.
    pub properties: IndexMap<String, Schema>,
    /// `required`.
    pub required: Vec<Spanned<String>>,
    /// `items`.
    pub items: Option<Box<Schema>>,
    /// `additionalProperties`.
    pub additional: Option<Additional>,
    /// `allOf`
    pub all_of: Vec<Schema>,
    /// `oneOf`
    pub one_of: Vec<Schema>,
    /// `anyOf`
    pub any_of: Vec<Schema>,
    /// `enum`
    pub enumeration: Vec<Spanned<serde_json::Value>>,
    /// `x-enumDescriptions`: the prose about values of `enum`.
    pub enum_descriptions: IndexMap<String, String>,
    /// `default`
    pub default: Option<serde_json::Value>,
    /// `example`
    pub example: Option<serde_json::Value>,
    /// `x-expandable`: the relation's name in `expand`.
    pub expandable: Option<String>,
    /// `x-expanded-relations` and `x-expanded-relation`, as written.
    pub expanded_relations: Option<serde_json::Value>,
    /// `x-featureFlag`
    pub feature_flag: Option<String>,
    /// Other keys, as written, so that nothing is lost: `externalDocs`, `x-resourceId`, `x-ignore`, bounds.
    pub other: IndexMap<String, serde_json::Value>,
}

/// The key under which a schema tells of the values of its `enum`, each by itself.
pub(crate) const ENUM_DESCRIPTIONS: &str = "x-enumDescriptions";

impl Schema {
    /// A schema without any key, which allows everything.
    pub fn new(span: Span) -> Self {
        Self {
            span,
            reference: None,
            ty: None,
            format: None,
            title: None,
            description: String::new(),
            nullable: false,
            deprecated: false,
            properties: IndexMap::new(),
            required: Vec::new(),
            items: None,
            additional: None,
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            enumeration: Vec::new(),
            enum_descriptions: IndexMap::new(),
            default: None,
            example: None,
            expandable: None,
            expanded_relations: None,
            feature_flag: None,
            other: IndexMap::new(),
        }
    }
}

/// `additionalProperties`.
#[derive(Clone, Debug)]
pub enum Additional {
    /// `true` or `false`.
    Allowed(bool),
    /// A schema for each value.
    Schema(Box<Schema>),
}

/// What a `$ref` to a schema points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaRef {
    /// The file that holds it.
    pub file: FileId,
    /// Its name under `components.schemas`.
    pub name: String,
}
