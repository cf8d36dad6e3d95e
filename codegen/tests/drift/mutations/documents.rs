//! How a change is written down in OpenAPI documents.

use super::sources::Edit;
use medusa_codegen::diagnostic::{Span, Spanned};
use medusa_codegen::ir::{Type, Verb};
use medusa_codegen::source::Spec;
use medusa_codegen::source::openapi::{Additional, Document, Operation, Place, Schema};
use serde_json::Value;

/// Changes what stands at `at`, everywhere: parts that operations share were read for each. Says whether it is there.
pub(super) fn apply(spec: &mut Spec, at: Span, edit: &Edit) -> bool {
    let mut is_found = false;
    for document in &mut spec.documents {
        for operation in &mut document.operations {
            is_found |= change_parameters(operation, at, edit);
        }
        for schema in schemas(document) {
            is_found |= change_within(schema, at, edit);
        }
    }
    is_found
}

/// Changes the route of the operation that stands at `at`.
pub(super) fn reroute(spec: &mut Spec, at: Span, path: &str, verb: Verb) {
    let operations = spec
        .documents
        .iter_mut()
        .flat_map(|document| &mut document.operations);
    for operation in operations.filter(|operation| operation.span == at) {
        operation.path.value = path.to_owned();
        operation.verb = verb;
    }
}

/// The schemas that do not stand in others.
fn schemas(document: &mut Document) -> impl Iterator<Item = &mut Schema> {
    let of_operations = document.operations.iter_mut().flat_map(|operation| {
        let body = operation.body.iter_mut().flat_map(|body| &mut body.content);
        let responses = operation.responses.iter_mut();
        let answers = responses.flat_map(|response| &mut response.content);
        let contents = body.chain(answers).map(|(_, schema)| schema);
        contents.chain(
            operation
                .parameters
                .iter_mut()
                .map(|parameter| &mut parameter.schema),
        )
    });
    document.schemas.values_mut().chain(of_operations)
}

fn change_parameters(operation: &mut Operation, at: Span, edit: &Edit) -> bool {
    let found = (operation.parameters.iter()).position(|parameter| parameter.name.span == at);
    let Some(index) = found else {
        return false;
    };
    let parameter = &mut operation.parameters[index];
    match edit {
        Edit::Delete => drop(operation.parameters.remove(index)),
        Edit::Require(is_required) => parameter.required = *is_required,
        Edit::Rename(name) => parameter.name.value.clone_from(name),
        Edit::Move => parameter.place = Place::Header,
        Edit::Nullable(is_nullable) => parameter.schema.nullable = *is_nullable,
        Edit::Retype(ty) => retype(&mut parameter.schema, ty),
        Edit::AddValue(_) | Edit::RemoveValue(_) => return false,
    }
    true
}

fn change_within(schema: &mut Schema, at: Span, edit: &Edit) -> bool {
    let mut is_found = change(schema, at, edit);
    let parts = (schema.properties.values_mut())
        .chain(schema.items.as_deref_mut())
        .chain(&mut schema.all_of)
        .chain(&mut schema.one_of)
        .chain(&mut schema.any_of)
        .chain(match &mut schema.additional {
            Some(Additional::Schema(values)) => Some(values.as_mut()),
            _ => None,
        });
    for part in parts {
        is_found |= change_within(part, at, edit);
    }
    is_found
}

/// Changes a property or value of a schema.
fn change(schema: &mut Schema, at: Span, edit: &Edit) -> bool {
    if let Some(index) = (schema.enumeration.iter()).position(|value| value.span == at) {
        match edit {
            Edit::AddValue(value) => {
                let added = Spanned::new(Value::String(value.clone()), at);
                schema.enumeration.push(added);
            }
            Edit::RemoveValue(_) => drop(schema.enumeration.remove(index)),
            _ => return false,
        }
        return true;
    }
    let found = (schema.properties.iter()).find(|(_, property)| property.span == at);
    let Some((name, property)) = found.map(|(name, property)| (name.clone(), property.clone()))
    else {
        return false;
    };
    match edit {
        Edit::Delete => {
            schema.properties.shift_remove(&name);
            schema.required.retain(|required| required.value != name);
        }
        Edit::Require(is_required) => {
            schema.required.retain(|required| required.value != name);
            if *is_required {
                schema.required.push(Spanned::new(name, at));
            }
        }
        Edit::Rename(new) => {
            for required in &mut schema.required {
                if required.value == name {
                    required.value.clone_from(new);
                }
            }
            schema.properties.shift_remove(&name);
            schema.properties.insert(new.clone(), property);
        }
        Edit::Nullable(is_nullable) => schema.properties[&name].nullable = *is_nullable,
        Edit::Retype(ty) => retype(&mut schema.properties[&name], ty),
        Edit::Move | Edit::AddValue(_) | Edit::RemoveValue(_) => return false,
    }
    true
}

fn retype(schema: &mut Schema, ty: &Type) {
    let (name, format) = match ty {
        Type::Boolean => ("boolean", None),
        Type::Integer => ("integer", None),
        Type::Number => ("number", None),
        Type::DateTime => ("string", Some("date-time")),
        _ => ("string", None),
    };
    schema.ty = Some(Spanned::new(name.to_owned(), schema.span));
    schema.format = format.map(str::to_owned);
}
