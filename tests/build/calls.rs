//! For each method that the official client has as well: the same call in both languages, with every parameter given.

use crate::rust;
use medusa_codegen::ir::{Field, JoinKey, Shape, Type};
use medusa_codegen::lower::model::{
    Call, MethodItem, Model, OperationCall, Parameter, ParameterValue, Place, ResourceItem,
    RustType,
};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// How deep values are built.
const DEPTH: usize = 3;

/// A table of calls.
pub(crate) fn calls(model: &Model<'_>) -> String {
    let mut text = "/// Every call.\nconst CALLS: &[Call] = &[\n".to_owned();
    for resource in &model.resources {
        for method in &resource.methods {
            let is_shared = !matches!(
                method.ir.join,
                JoinKey::OperationOnly | JoinKey::CustomRoute
            );
            if let (Call::Operation(call), true) = (&method.call, is_shared) {
                text += &one(model, resource, method, call);
            }
        }
    }
    text + "];\n"
}

fn one(
    model: &Model<'_>,
    resource: &ResourceItem<'_>,
    method: &MethodItem<'_>,
    call: &OperationCall<'_>,
) -> String {
    let mut javascript = Vec::new();
    let mut arguments = Vec::new();
    for (index, _) in call.ir.path_parameters.iter().enumerate() {
        let id = format!("id_{}", index + 1);
        arguments.push(format!("{id:?}"));
        javascript.push(Value::String(id));
    }
    if let Some(payload) = &call.payload {
        let value = call
            .ir
            .body
            .as_ref()
            .map_or(Value::Null, |body| sample(model, &body.ty, DEPTH));
        arguments.push(from_json(&rust(model, &payload.ty), &value));
        javascript.push(value);
    }
    let mut query = Map::new();
    for parameter in &call.arguments {
        arguments.push(given(model, parameter, &mut query));
        if let ParameterValue::Files = parameter.value {
            javascript.push(json!([
                { "file": "lamp.txt", "type": "text/plain", "content": "a lamp" }
            ]));
        }
    }
    let mut setters = String::new();
    for setter in call.request.iter().flat_map(|request| &request.setters) {
        if setter.place == Place::Query {
            let given = given(model, setter, &mut query);
            let _ = write!(setters, ".{}({given})", setter.name);
        }
    }
    if !query.is_empty() {
        javascript.push(Value::Object(query));
    }
    let accessors: String = model
        .accessors_to(resource)
        .iter()
        .map(|name| format!(".{name}()"))
        .collect();
    let path: Vec<&str> = resource
        .ir
        .path
        .iter()
        .map(String::as_str)
        .chain([method.ir.name.as_str()])
        .collect();
    format!(
        "    Call {{\n        path: {path:?},\n        arguments: {:?},\n        send: |medusa| medusa{accessors}.{}({}){setters}.send_raw(),\n    }},\n",
        Value::Array(javascript).to_string(),
        method.name,
        arguments.join(", "),
        path = path.join("."),
    )
}

/// What a parameter is given in Rust; in JavaScript it is a key of the query.
fn given(model: &Model<'_>, parameter: &Parameter<'_>, query: &mut Map<String, Value>) -> String {
    let name = &parameter.ir.name;
    let value = sample(model, &parameter.ir.ty, DEPTH);
    let (rust, value) = match &parameter.value {
        ParameterValue::Names => ("[\"one\", \"two\"]".to_owned(), json!("one,two")),
        ParameterValue::Text => ("\"some text & more\"".to_owned(), json!("some text & more")),
        ParameterValue::Plain(ty) | ParameterValue::Into(ty) => {
            (from_json(&rust(model, ty), &value), value)
        }
        ParameterValue::List(ty) => {
            let list = match value {
                Value::Array(_) => value,
                item => Value::Array(vec![item]),
            };
            let ty = rust(model, &RustType::List(Box::new(ty.clone())));
            (from_json(&ty, &list), list)
        }
        ParameterValue::Files => return files(),
    };
    if parameter.place == Place::Query {
        query.insert(name.clone(), value);
    }
    rust
}

fn files() -> String {
    "[medusa_client::File::new(\"lamp.txt\", \"a lamp\")]".to_owned()
}

fn from_json(ty: &str, value: &Value) -> String {
    format!("json::<{ty}>({:?})", value.to_string())
}

/// A value of a type: every field that is not a relation, down to some depth.
fn sample(model: &Model<'_>, ty: &Type, depth: usize) -> Value {
    match ty {
        Type::String | Type::Binary | Type::Any => json!("some text & more"),
        Type::Integer => json!(3),
        Type::Number => json!(2.5),
        Type::Boolean => json!(true),
        Type::DateTime => json!("2024-01-31T10:00:00.000Z"),
        Type::Array(item) => json!([sample(model, item, depth)]),
        Type::Map(value) => json!({ "key": sample(model, value, depth.saturating_sub(1)) }),
        Type::Nullable(inner) => sample(model, inner, depth),
        Type::Ref(id) => match &model.api[*id].shape {
            Shape::Alias(ty) => sample(model, ty, depth),
            Shape::Enum(values) => json!(values.first().map(|value| &value.value)),
            Shape::Union(variants) => variants
                .first()
                .map_or(Value::Null, |variant| sample(model, &variant.ty, depth)),
            Shape::Object(object) => {
                let is_given = |field: &&Field| {
                    field.required || (depth > 0 && !field.expandable && field.deprecated.is_none())
                };
                let fields = object.fields.iter().filter(is_given);
                fields
                    .map(|field| {
                        (
                            field.name.clone(),
                            sample(model, &field.ty, depth.saturating_sub(1)),
                        )
                    })
                    .collect()
            }
        },
    }
}
