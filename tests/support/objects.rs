//! The objects of a response, each with its documented type.

use medusa_codegen::ir::{Api, Identity, Object, Operation, Shape, Type, TypeId};
use serde_json::{Map, Value};

/// An object in a response.
#[derive(Debug)]
pub struct Sent<'a, 'v> {
    /// Its type.
    pub id: TypeId,
    /// The documented fields.
    pub object: &'a Object,
    /// The fields that were sent.
    pub fields: &'v Map<String, Value>,
    /// Its place, such as `order.items[]`; in a union with the name of the member, as in `data<Order>`.
    pub path: String,
}

/// Every object in a value of the type `ty`.
pub fn objects<'a, 'v>(api: &'a Api, ty: &'a Type, value: &'v Value) -> Vec<Sent<'a, 'v>> {
    let mut found = Vec::new();
    walk(api, ty, value, String::new(), &mut found);
    found
}

/// The documented name of a type: `Order`; of one without a name where it is: `BatchJob.result`.
pub fn type_name(api: &Api, id: TypeId) -> &str {
    match (api[id].name.as_str(), api[id].identities.first()) {
        ("", Some(Identity::Inline(place))) => place,
        (name, _) => name,
    }
}

/// The operation with a name such as `GET /admin/orders`.
pub fn operation<'a>(api: &'a Api, name: &str) -> Option<&'a Operation> {
    let mut all = api.operations.iter();
    all.find(|operation| route(operation) == name)
}

/// The name of an operation, such as `GET /admin/orders`.
pub fn route(operation: &Operation) -> String {
    format!("{} {}", operation.verb.as_str(), operation.path)
}

/// The path of a field of the object at `holder`.
pub fn join(holder: &str, field: &str) -> String {
    match holder {
        "" => field.to_owned(),
        holder => format!("{holder}.{field}"),
    }
}

fn walk<'a, 'v>(
    api: &'a Api,
    ty: &'a Type,
    value: &'v Value,
    path: String,
    found: &mut Vec<Sent<'a, 'v>>,
) {
    match (ty, value) {
        (Type::Ref(id), value) => walk_type(api, *id, value, path, found),
        (Type::Array(item), Value::Array(values)) => {
            for value in values {
                walk(api, item, value, format!("{path}[]"), found);
            }
        }
        (Type::Map(inner), Value::Object(values)) => {
            for value in values.values() {
                walk(api, inner, value, path.clone(), found);
            }
        }
        (Type::Nullable(inner), value) => walk(api, inner, value, path, found),
        _ => {}
    }
}

fn walk_type<'a, 'v>(
    api: &'a Api,
    id: TypeId,
    value: &'v Value,
    path: String,
    found: &mut Vec<Sent<'a, 'v>>,
) {
    match (&api[id].shape, value) {
        (Shape::Alias(ty), value) => walk(api, ty, value, path, found),
        (Shape::Object(object), Value::Object(fields)) => {
            for field in &object.fields {
                if let Some(value) = fields.get(&field.name) {
                    walk(api, &field.ty, value, join(&path, &field.name), found);
                }
            }
            found.push(Sent {
                id,
                object,
                fields,
                path,
            });
        }
        (Shape::Union(_), Value::Object(fields)) => {
            let common = |id: &TypeId| {
                fields
                    .keys()
                    .filter(|name| api.field(*id, name).is_some())
                    .count()
            };
            let member = api.objects(&Type::Ref(id)).into_iter().max_by_key(common);
            if let Some(member) = member {
                let path = format!("{path}<{}>", api[member].name);
                walk_type(api, member, value, path, found);
            }
        }
        _ => {}
    }
}
