//! What became of everything that is documented: where it is in the generated code, or why it is not.

use super::Model;
use super::model::{
    Call, MethodItem, OperationCall, Parameter, Place, ResourceItem, TypeItem, TypeKind,
};
use crate::ir::{Encoding, OperationId, Shape, Type, TypeId};
use crate::names::plain;
use std::borrow::Cow;

/// What became of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is at this Rust path.
    Emitted(String),
    /// It is not there, for this reason.
    LeftOut(Cow<'static, str>),
}

/// What became of everything.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The paths of the resources, by [`ResourceId::index`](crate::ir::ResourceId::index).
    pub resources: Vec<String>,
    /// The paths of their methods, in the same order as those of the resource.
    pub methods: Vec<Vec<String>>,
    /// The operations, by [`OperationId::index`].
    pub operations: Vec<OperationAccount>,
    /// The types, by [`TypeId::index`].
    pub types: Vec<TypeAccount>,
}

/// What became of an operation.
#[derive(Clone, Debug)]
pub struct OperationAccount {
    /// The method that calls it.
    pub method: Outcome,
    /// The path parameters, in the order of the operation.
    pub path: Vec<Outcome>,
    /// The query parameters.
    pub query: Vec<Outcome>,
    /// The header parameters.
    pub headers: Vec<Outcome>,
}

/// What became of a type.
#[derive(Clone, Debug)]
pub struct TypeAccount {
    /// The type.
    pub outcome: Outcome,
    /// Its fields, values or variants.
    pub members: Vec<Outcome>,
}

const UNCALLED: Outcome = Outcome::LeftOut(Cow::Borrowed("no method calls the operation"));
const UNUSED: Outcome = Outcome::LeftOut(Cow::Borrowed("no method sends or receives the type"));
const LISTED: Outcome = Outcome::LeftOut(Cow::Borrowed(
    "callers give a list, which may have one value",
));
const PLAIN: Outcome = Outcome::LeftOut(Cow::Borrowed("the type comes down to a plain JSON value"));

/// Accounts for the whole API.
pub fn account(model: &Model<'_>) -> Account {
    let api = model.api;
    let calls = calls(model);
    Account {
        resources: model.resources.iter().map(ResourceItem::path).collect(),
        methods: (model.resources.iter())
            .map(|resource| {
                let path = resource.path();
                let methods = resource.methods.iter();
                methods
                    .map(|method| format!("{path}::{}", plain(&method.name)))
                    .collect()
            })
            .collect(),
        operations: (calls.iter().zip(&api.operations))
            .map(|(call, operation)| match call {
                Some(call) => call.account(),
                None => OperationAccount {
                    method: UNCALLED,
                    path: vec![UNCALLED; operation.path_parameters.len()],
                    query: vec![UNCALLED; operation.query.len()],
                    headers: vec![UNCALLED; operation.headers.len()],
                },
            })
            .collect(),
        types: api
            .type_ids()
            .map(|id| type_account(model, id, &calls))
            .collect(),
    }
}

/// How an operation is called.
struct Caller<'m> {
    resource: &'m ResourceItem<'m>,
    method: &'m MethodItem<'m>,
    call: &'m OperationCall<'m>,
}

/// For each operation the first method that calls it.
fn calls<'m>(model: &'m Model<'m>) -> Vec<Option<Caller<'m>>> {
    let mut calls: Vec<Option<Caller<'m>>> = Vec::new();
    calls.resize_with(model.api.operations.len(), || None);
    for resource in &model.resources {
        for method in &resource.methods {
            if let (Call::Operation(call), crate::ir::Call::Operation(id)) =
                (&method.call, method.ir.call)
            {
                let caller = Caller {
                    resource,
                    method,
                    call,
                };
                calls[id.index()].get_or_insert(caller);
            }
        }
    }
    calls
}

impl Caller<'_> {
    fn path(&self) -> String {
        format!("{}::{}", self.resource.path(), plain(&self.method.name))
    }

    fn argument(&self, name: &str) -> Outcome {
        Outcome::Emitted(format!("{}({})", self.path(), plain(name)))
    }

    fn account(&self) -> OperationAccount {
        OperationAccount {
            method: Outcome::Emitted(self.path()),
            path: self
                .call
                .path
                .iter()
                .map(|name| self.argument(name))
                .collect(),
            query: self.parameters(Place::Query),
            headers: self.parameters(Place::Header),
        }
    }

    /// The parameters that go to a place, in the order they are documented in.
    fn parameters(&self, place: Place) -> Vec<Outcome> {
        let operation = self.call.ir;
        let documented = match place {
            Place::Query => &operation.query,
            Place::Header => &operation.headers,
            Place::Form => self.call.form,
        };
        (documented.iter())
            .map(|field| {
                let is_it = |parameter: &&Parameter<'_>| std::ptr::eq(parameter.ir, field);
                if let Some(argument) = self.call.arguments.iter().find(is_it) {
                    return self.argument(&argument.name);
                }
                let request = self.call.request.as_ref();
                let setter = request
                    .and_then(|request| Some((request, request.setters.iter().find(is_it)?)));
                match setter {
                    Some((request, setter)) => Outcome::Emitted(format!(
                        "{}::{}::{}",
                        self.resource.module_path(),
                        request.name,
                        plain(&setter.name)
                    )),
                    None => UNCALLED,
                }
            })
            .collect()
    }
}

fn type_account(model: &Model<'_>, id: TypeId, calls: &[Option<Caller<'_>>]) -> TypeAccount {
    let types = &model.resolved;
    let shape = &model.api[id].shape;
    if let Some(item) = &model.types[types.canonical(id).index()] {
        let path = format!("crate::types::{}", item.name);
        return TypeAccount {
            members: members(model, shape, item, &path),
            outcome: Outcome::Emitted(path),
        };
    }
    if let Some(caller) = form_of(model, id, calls) {
        return TypeAccount {
            outcome: Outcome::Emitted(caller.path()),
            members: caller.parameters(Place::Form),
        };
    }
    let outcome = match types.alias(id) {
        Some(_) if model.api[id].name.is_empty() => PLAIN,
        _ if types.one_or_many(id).is_some() => LISTED,
        _ => UNUSED,
    };
    let count = match shape {
        Shape::Object(object) => object.fields.len(),
        Shape::Enum(values) => values.len(),
        Shape::Union(variants) => variants.len(),
        Shape::Alias(_) => 0,
    };
    TypeAccount {
        members: vec![outcome.clone(); count],
        outcome,
    }
}

fn members(model: &Model<'_>, shape: &Shape, item: &TypeItem<'_>, path: &str) -> Vec<Outcome> {
    let at = |name: &str| Outcome::Emitted(format!("{path}::{}", plain(name)));
    match (&item.kind, shape) {
        (TypeKind::Struct(structure), _) => structure
            .fields
            .iter()
            .map(|field| at(&field.name))
            .collect(),
        (TypeKind::Enum(variants), Shape::Enum(values)) => (values.iter())
            .map(|value| {
                let variant = variants
                    .iter()
                    .find(|variant| variant.ir.value == value.value);
                variant.map_or(PLAIN, |variant| at(&variant.name))
            })
            .collect(),
        (TypeKind::Union(union), Shape::Union(variants)) => (variants.iter())
            .map(|variant| {
                let ty = model.resolved.rust_type(&variant.ty);
                let same = union
                    .variants
                    .iter()
                    .find(|other| other.ty == ty && other.ir.tag == variant.tag);
                same.map_or(PLAIN, |variant| at(&variant.name))
            })
            .collect(),
        (TypeKind::Alias(_), Shape::Union(variants)) => vec![PLAIN; variants.len()],
        _ => Vec::new(),
    }
}

/// The call that sends the type as a multipart body, whose fields are its parameters.
fn form_of<'c, 'm>(
    model: &Model<'_>,
    id: TypeId,
    calls: &'c [Option<Caller<'m>>],
) -> Option<&'c Caller<'m>> {
    let is_form = |operation: OperationId| {
        let body = model.api[operation].body.as_ref();
        body.is_some_and(|body| body.encoding == Encoding::Multipart && body.ty == Type::Ref(id))
    };
    (model.api.operation_ids().zip(calls))
        .find(|&(operation, call)| call.is_some() && is_form(operation))
        .and_then(|(_, call)| call.as_ref())
}
