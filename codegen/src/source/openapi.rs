//! OpenAPI 3.0 documents: operations and schemas, with places.

use crate::diagnostic::{FileId, Span, Spanned};
use indexmap::IndexMap;

/// An OpenAPI document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file it was read from.
    pub file: FileId,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
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
    /// The names of the security schemes, any of which will do; empty where none is needed.
    pub security: Vec<String>,
    /// `x-authenticated`.
    pub authenticated: Option<bool>,
    /// `x-codegen.method`.
    pub codegen_method: Option<Spanned<String>>,
    /// `x-codegen.queryParams`.
    pub codegen_query: Option<String>,
    /// `x-codeSamples`.
    pub samples: Vec<CodeSample>,
    /// `x-featureFlag`.
    pub feature_flag: Option<String>,
    /// Where the operation stands.
    pub span: Span,
}

/// A code sample of an operation.
#[derive(Clone, Debug)]
pub struct CodeSample {
    /// The language.
    pub language: String,
    /// The label, such as `JS Client`.
    pub label: String,
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
    /// Whether it must be sent.
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
    /// Where it stands.
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
