//! The intermediate representation: what the API is, in its own words.
//!
//! Everything here speaks of wire names and documented names; Rust is not known. Nodes live in
//! vectors of [`Api`] and refer to each other by typed ids, so cycles need no care. Every node says
//! where it comes from ([`Origin`]).

use crate::diagnostic::Span;
pub use crate::source::openapi::Verb;
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:ident, $node:ident, $add:ident, $ids:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// The position in the vector of [`Api`].
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::ops::Index<$name> for Api {
            type Output = $node;

            fn index(&self, id: $name) -> &$node {
                &self.$field[id.index()]
            }
        }

        impl std::ops::IndexMut<$name> for Api {
            fn index_mut(&mut self, id: $name) -> &mut $node {
                &mut self.$field[id.index()]
            }
        }

        impl Api {
            /// Takes a node in.
            pub fn $add(&mut self, node: $node) -> $name {
                let id = $name(u32::try_from(self.$field.len()).expect("fewer than 2^32 nodes"));
                self.$field.push(node);
                id
            }

            /// The ids of all nodes of this kind.
            pub fn $ids(&self) -> impl DoubleEndedIterator<Item = $name> + use<> {
                (0..u32::try_from(self.$field.len()).unwrap_or(u32::MAX)).map($name)
            }
        }
    };
}

id!(
    /// A [`Resource`] of an [`Api`].
    ResourceId, resources, Resource, add_resource, resource_ids
);
id!(
    /// An [`Operation`] of an [`Api`].
    OperationId, operations, Operation, add_operation, operation_ids
);
id!(
    /// A [`TypeDef`] of an [`Api`].
    TypeId, types, TypeDef, add_type, type_ids
);

/// A whole API.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The resources; their tree is in [`Resource::parent`] and [`Resource::children`].
    pub resources: Vec<Resource>,
    /// The operations, by path and verb.
    pub operations: Vec<Operation>,
    /// The types.
    pub types: Vec<TypeDef>,
    /// The ways to be signed in, by name.
    pub security: Vec<SecurityScheme>,
    /// What is documented and has no place in the API, each with its reason.
    pub left_out: Vec<LeftOut>,
}

/// A way to be signed in.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// The name that operations know it by.
    pub name: String,
    /// What carries it, such as `cookie connect.sid`; several where documents differ.
    pub carriers: Vec<String>,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// Which half of the API something belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// For storefronts.
    Store,
    /// For back offices.
    Admin,
}

/// Which source a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A reference page.
    Pages,
    /// An OpenAPI document.
    OpenApi,
    /// `fixups.toml`.
    Fixup,
}

/// Where a node comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// Which source.
    pub source: Source,
    /// The place.
    pub span: Span,
}

/// A resource class: a group of methods reached by a property path.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The documented class name, such as `CustomersResource`; for operations without a page, made from the tag.
    pub name: String,
    /// The property path from the client, such as `["admin", "customers"]`.
    pub path: Vec<String>,
    /// The area.
    pub area: Area,
    /// The prose, as Markdown.
    pub doc: String,
    /// The resource whose property this is; `None` for those directly on the client.
    pub parent: Option<ResourceId>,
    /// The sub-resources, in documented order.
    pub children: Vec<ResourceId>,
    /// The methods, in documented order.
    pub methods: Vec<Method>,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// A method of a resource.
#[derive(Clone, Debug)]
pub struct Method {
    /// The documented name, such as `listOrders`.
    pub name: String,
    /// What it calls.
    pub call: Call,
    /// How it was joined to its operation.
    pub join: JoinKey,
    /// The prose, as Markdown.
    pub doc: String,
    /// The documented examples (JavaScript).
    pub examples: Vec<Example>,
    /// Why not to use it; an empty text where only that is said.
    pub deprecated: Option<String>,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// What a method calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A documented operation.
    Operation(OperationId),
    /// Any route the caller names, with this verb.
    Custom(Verb),
}

/// How a method was joined to its operation, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JoinKey {
    /// The call path in the operation's JavaScript sample is the method's property path.
    SampleCallPath,
    /// The page's anchor tag and `x-codegen.method`.
    TagAndCodegenMethod,
    /// No page has the operation; the method was made from it.
    OperationOnly,
    /// The method calls a route that its caller names.
    CustomRoute,
}

/// A code sample with the prose before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The prose.
    pub caption: String,
    /// The language, such as `ts`.
    pub language: String,
    /// The code.
    pub code: String,
}

/// One verb on one path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, such as `GetCustomersCustomerOrders`.
    pub id: String,
    /// The verb.
    pub verb: Verb,
    /// The path template, such as `/store/carts/{id}/line-items/{line_id}`.
    pub path: String,
    /// The area.
    pub area: Area,
    /// One line of prose.
    pub summary: String,
    /// The prose, as Markdown.
    pub doc: String,
    /// The tags.
    pub tags: Vec<String>,
    /// The path parameters, in the order of the template.
    pub path_parameters: Vec<PathParameter>,
    /// The query parameters, in documented order.
    pub query: Vec<Field>,
    /// Header parameters that are the operation's own.
    pub headers: Vec<Field>,
    /// The request body.
    pub body: Option<Body>,
    /// The successful response.
    pub response: Response,
    /// Documented error responses.
    pub errors: Vec<ErrorResponse>,
    /// Whether the caller must be signed in.
    pub authenticated: bool,
    /// The documented ways to be signed in.
    pub security: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The feature flag that the server needs.
    pub feature_flag: Option<String>,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// A parameter in the path.
#[derive(Clone, Debug)]
pub struct PathParameter {
    /// The name in the template, such as `line_id`.
    pub name: String,
    /// The argument's name on the page, such as `lineItemId`.
    pub argument: Option<String>,
    /// The prose.
    pub doc: String,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// How it is sent.
    pub encoding: Encoding,
    /// What is sent: mostly a reference to an object type.
    pub ty: Type,
    /// Whether the server insists on it.
    pub required: bool,
    /// The prose.
    pub doc: String,
}

/// How a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `application/json`
    Json,
    /// `multipart/form-data`; binary fields are files.
    Multipart,
}

/// A successful response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// What the JSON body holds; `None` where nothing of it is documented.
    pub ty: Option<Type>,
    /// Documented fields that the operation does not send.
    pub omissions: Vec<Omission>,
    /// The prose.
    pub doc: String,
}

/// A field that a type has and the response of an operation lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omission {
    /// The path of the field in the response, such as `orders[].total`.
    pub path: String,
    /// The query parameter that can select the field all the same.
    pub selected_by: Option<String>,
}

/// A documented error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResponse {
    /// The status code.
    pub status: u16,
    /// The documented name, such as `not_found_error`.
    pub name: String,
}

/// A type expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A point in time, RFC 3339.
    DateTime,
    /// A file's bytes, in a multipart body.
    Binary,
    /// Any JSON value.
    Any,
    /// A type of its own.
    Ref(TypeId),
    /// A list.
    Array(Box<Type>),
    /// An object with arbitrary keys and values of one type.
    Map(Box<Type>),
    /// A value that may also be null, where it is not a field that says so itself: an array's item, a map's value.
    Nullable(Box<Type>),
}

/// What a type is known by, apart from its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identity {
    /// The stem of a documentation link target, such as `entities.Customer` or `medusa.Item-3`.
    Link(String),
    /// The name of a schema.
    Schema(String),
    /// The place of a type that nobody names: its owner's name, then the path to it.
    Inline(String),
}

/// A type with a name: documented, or made for an inline type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The documented name, such as `Item`; not unique. For inline types, empty.
    pub name: String,
    /// What it is known by; the first is the main one. No two types share one.
    pub identities: Vec<Identity>,
    /// For a type whose name is empty or shared: the type or operation that holds it, and the field.
    pub owner: Option<Owner>,
    /// What it consists of.
    pub shape: Shape,
    /// The prose, as Markdown.
    pub doc: String,
    /// Why not to use it.
    pub deprecated: Option<String>,
    /// The feature flag that the server needs.
    pub feature_flag: Option<String>,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// Where a type is used first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    /// The documented name of the owning type, or the operation's id.
    pub name: String,
    /// The field's wire name, or `response`, `body`, `item`.
    pub field: String,
}

/// What a type consists of.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Named fields.
    Object(Object),
    /// One of several strings; servers may send others.
    Enum(Vec<EnumValue>),
    /// One of several types.
    Union(Vec<Variant>),
    /// Another name for a type.
    Alias(Type),
}

/// An object type.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The fields, in documented order.
    pub fields: Vec<Field>,
    /// The type of fields with arbitrary names, where such are allowed beside the named ones.
    pub additional: Option<Type>,
}

/// A field of an object, or a query or header parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// The wire name.
    pub name: String,
    /// The type, without nullability.
    pub ty: Type,
    /// Whether it is always there: in responses always sent, in requests insisted on.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether it is a relation that is only there when expanded.
    pub expandable: bool,
    /// The documented default.
    pub default: Option<String>,
    /// A documented example.
    pub example: Option<serde_json::Value>,
    /// The prose, as Markdown.
    pub doc: String,
    /// Why not to use it; an empty text where only that is said.
    pub deprecated: Option<String>,
    /// The feature flag that the server needs.
    pub feature_flag: Option<String>,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// What is sent.
    pub value: String,
    /// The documented constant, such as `NOT_FULFILLED`.
    pub constant: Option<String>,
    /// The prose, as Markdown.
    pub doc: String,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// A member of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The type.
    pub ty: Type,
    /// For a union told apart by a field: the field's name and this variant's value.
    pub tag: Option<(String, String)>,
    /// Where it comes from.
    pub origins: Vec<Origin>,
}

/// Something documented that the API has no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What: a method, field, section, …, as one would look it up.
    pub what: String,
    /// Where it is documented.
    pub at: Option<Span>,
    /// Why it is left out.
    pub reason: LeftOutReason,
}

/// Why something documented is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeftOutReason {
    /// A method whose name starts with an underscore.
    Private,
    /// A method on a page without an operation to call.
    NoOperation,
    /// A function among fields.
    Function,
    /// A schema that no operation uses.
    UnusedSchema,
}

impl fmt::Display for LeftOutReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Private => "private: its name starts with an underscore",
            Self::NoOperation => "no operation was found for it",
            Self::Function => "a function of the JavaScript class, not data",
            Self::UnusedSchema => "no operation uses this schema",
        })
    }
}

impl Method {
    /// What is said of the method, or else of the operation it calls.
    pub fn prose<'a>(&'a self, api: &'a Api) -> &'a str {
        let operation = match self.call {
            Call::Operation(id) => Some(&api[id]),
            Call::Custom(_) => None,
        };
        let texts = operation.map_or(["", ""], |operation| [&operation.doc, &operation.summary]);
        let mut texts = [self.doc.as_str()].into_iter().chain(texts);
        texts
            .find(|text| !text.trim().is_empty())
            .unwrap_or_default()
    }
}

impl Type {
    /// The type of its own that a type expression leads to, through lists, maps and nulls.
    pub fn target(&self) -> Option<TypeId> {
        match self {
            Type::Ref(id) => Some(*id),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => inner.target(),
            _ => None,
        }
    }

    /// The expression in the notation of TypeScript; `name` gives the text for a type of its own.
    pub fn text(&self, name: &dyn Fn(TypeId) -> String) -> String {
        match self {
            Type::String => "string".to_owned(),
            Type::Integer => "integer".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::DateTime => "date-time".to_owned(),
            Type::Binary => "file".to_owned(),
            Type::Any => "any".to_owned(),
            Type::Ref(id) => name(*id),
            Type::Array(item) => match item.text(name) {
                text if text.contains(" | ") => format!("({text})[]"),
                text => format!("{text}[]"),
            },
            Type::Map(value) => format!("Record<string, {}>", value.text(name)),
            Type::Nullable(inner) => format!("{} | null", inner.text(name)),
        }
    }

    /// Calls `change` on this expression, then on those inside.
    pub fn visit_mut(&mut self, change: &mut dyn FnMut(&mut Type)) {
        change(self);
        if let Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) = self {
            inner.visit_mut(change);
        }
    }
}

impl Shape {
    /// The type expressions directly inside.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Shape::Object(object) => object
                .fields
                .iter()
                .map(|field| &field.ty)
                .chain(&object.additional)
                .collect(),
            Shape::Enum(_) => Vec::new(),
            Shape::Union(variants) => variants.iter().map(|variant| &variant.ty).collect(),
            Shape::Alias(ty) => vec![ty],
        }
    }

    /// The same, to be changed.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Shape::Object(object) => object
                .fields
                .iter_mut()
                .map(|field| &mut field.ty)
                .chain(&mut object.additional)
                .collect(),
            Shape::Enum(_) => Vec::new(),
            Shape::Union(variants) => variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Shape::Alias(ty) => vec![ty],
        }
    }
}

impl Api {
    /// The type that has the field at a path in a response, such as `orders[].total`, and the name of the field.
    /// A step into a union names the member: `data<Order>.total`.
    pub fn field_owner<'p>(&self, response: &Response, path: &'p str) -> Option<(TypeId, &'p str)> {
        let mut steps = path.split('.');
        let name = steps.next_back()?;
        let mut owners = self.objects(response.ty.as_ref()?);
        for step in steps {
            let (step, member) = match step.trim_end_matches('>').split_once('<') {
                Some((step, member)) => (step, Some(member)),
                None => (step, None),
            };
            let step = step.trim_end_matches("[]");
            let fields = owners.iter().filter_map(|id| self.field(*id, step));
            let objects = fields.flat_map(|field| self.objects(&field.ty));
            let is_meant = |id: &TypeId| member.is_none_or(|name| self[*id].name == name);
            owners = objects.filter(is_meant).collect();
        }
        let has_field = |id: &TypeId| self.field(*id, name).is_some();
        Some((owners.into_iter().find(has_field)?, name))
    }

    /// A field of an object type.
    pub fn field(&self, id: TypeId, name: &str) -> Option<&Field> {
        match &self[id].shape {
            Shape::Object(object) => object.fields.iter().find(|field| field.name == name),
            _ => None,
        }
    }

    /// The object types that a type expression leads to: several in the case of a union.
    pub fn objects(&self, ty: &Type) -> Vec<TypeId> {
        let mut found = Vec::new();
        let mut open: Vec<TypeId> = ty.target().into_iter().collect();
        let mut seen = open.clone();
        while let Some(id) = open.pop() {
            if matches!(self[id].shape, Shape::Object(_)) {
                found.push(id);
                continue;
            }
            let targets = self[id].shape.types().into_iter().filter_map(Type::target);
            let new: Vec<TypeId> = targets.filter(|target| !seen.contains(target)).collect();
            seen.extend(&new);
            open.extend(new.iter().rev());
        }
        found
    }

    /// The type with an identity: `entities.Customer` for a link, `Customer` for a schema.
    pub fn find_identity(&self, identity: &str) -> Option<TypeId> {
        let has = |name: &dyn Fn(&Identity) -> bool| {
            self.type_ids()
                .find(|id| self[*id].identities.iter().any(name))
        };
        has(&|known| matches!(known, Identity::Link(link) if link == identity)).or_else(|| {
            has(&|known| matches!(known, Identity::Schema(schema) if schema == identity))
        })
    }
}
