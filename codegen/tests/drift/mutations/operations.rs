//! Changes to operations and their parameters.

use super::expected::Owner;
use super::{Bump, Expected, Random, Wire, new_field};
use medusa_codegen::ir::{Api, Field, Operation, Type, Verb};
use std::collections::BTreeSet;

/// Changes an operation, and says what has to be found; nothing where it does not lend itself.
pub(super) fn mutate_operation(
    api: &mut Api,
    index: usize,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    use Wire::{Breaking, Compatible, Docs};
    let id = api.operation_ids().nth(index)?;
    let routes: BTreeSet<_> = api
        .operations
        .iter()
        .map(|operation| (operation.verb, operation.path.clone()))
        .collect();
    let operation = &mut api[id];
    if random.next(2) == 0 && !operation.query.is_empty() {
        let parameter = random.next(operation.query.len());
        return mutate_parameter(operation, parameter, random);
    }
    let has_setters = has_setters(operation);
    let patch = Some(Bump::Patch);
    let (kind, rule, subject, wire, bump) = match random.next(6) {
        0 => {
            operation.path += "/quux";
            let rule = "operation.path.changed";
            ("route changed", rule, route(operation), Breaking, patch)
        }
        1 => {
            let free = [Verb::Put, Verb::Patch]
                .into_iter()
                .find(|verb| !routes.contains(&(*verb, operation.path.clone())))?;
            operation.verb = free;
            let rule = "operation.verb.changed";
            ("verb changed", rule, route(operation), Breaking, patch)
        }
        2 => {
            operation.authenticated = !operation.authenticated;
            let (rule, wire) = match operation.authenticated {
                true => ("operation.auth.added", Breaking),
                false => ("operation.auth.removed", Compatible),
            };
            ("auth changed", rule, route(operation), wire, patch)
        }
        3 => {
            operation.query.push(new_field(false));
            let bump = match has_setters {
                true => Bump::Minor,
                false => Bump::Major,
            };
            let subject = format!("{}?quux_count", route(operation));
            let rule = "request.parameter.added";
            ("parameter added", rule, subject, Compatible, Some(bump))
        }
        4 => {
            operation.id += "Quux";
            let rule = "operation.id.changed";
            ("operation id changed", rule, route(operation), Docs, patch)
        }
        _ => {
            let [first, .., last] = operation.path_parameters.as_mut_slice() else {
                return None;
            };
            std::mem::swap(&mut first.name, &mut last.name);
            let names = [&last.name, &first.name].map(|name| format!("{{{name}}}"));
            operation.path = (operation.path)
                .replace(&names[0], "{}")
                .replace(&names[1], &names[0])
                .replace("{}", &names[1]);
            let (rule, major) = ("operation.path.changed", Some(Bump::Major));
            (
                "placeholders swapped",
                rule,
                route(operation),
                Breaking,
                major,
            )
        }
    };
    Some((kind, vec![(rule.to_owned(), subject, wire, bump)]))
}

/// Changes a parameter of the query.
fn mutate_parameter(
    operation: &mut Operation,
    index: usize,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    let owner = Owner::Operation(route(operation));
    let field = operation.query[index].clone();
    let mut changed = field.clone();
    let kind = match random.next(9) {
        0 if !field.required => {
            operation.query.remove(index);
            let is_plain = !has_setters(operation);
            return (!is_plain).then(|| ("parameter deleted", owner.removed(&field)));
        }
        1 if !field.required => {
            operation.query.remove(index);
            let moved = moved(operation, &field);
            operation.headers.push(field);
            return Some(("parameter moved", moved));
        }
        2 if !field.required => {
            changed.required = true;
            "parameter required"
        }
        3 => {
            changed.nullable = !changed.nullable;
            "parameter nullable flipped"
        }
        4 => {
            changed.name += "s";
            let is_taken = |other: &Field| other.name == changed.name;
            if operation.query.iter().any(is_taken) {
                return None;
            }
            "parameter renamed"
        }
        // Lists are known by these, and what is sent with them is written in their own way.
        5 | 7 | 8 if !["expand", "fields", "limit", "offset"].contains(&field.name.as_str()) => {
            changed.ty = match field.ty {
                Type::Boolean => Type::Integer,
                Type::String | Type::Integer => Type::Boolean,
                _ => return None,
            };
            "parameter type changed"
        }
        6 => {
            let flag = field.feature_flag.is_none().then(|| "quux".to_owned());
            changed.feature_flag = flag;
            "parameter flag changed"
        }
        _ => return None,
    };
    let expected = owner.changed(&field, &changed);
    operation.query[index] = changed;
    // What was a request with setters would be a plain one.
    has_setters(operation).then_some((kind, expected))
}

/// What has to be found where a parameter of the query becomes a header.
pub(super) fn moved(operation: &Operation, field: &Field) -> Vec<Expected> {
    let is_text = field.ty == Type::String && !matches!(field.name.as_str(), "expand" | "fields");
    // A header is a text, whatever a query takes.
    let bump = if is_text { Bump::Patch } else { Bump::Major };
    let subject = format!("{}@{}", route(operation), field.name);
    let rule = "request.parameter.moved".to_owned();
    vec![(rule, subject, Wire::Breaking, Some(bump))]
}

pub(super) fn route(operation: &Operation) -> String {
    format!("{} {}", operation.verb.as_str(), operation.path)
}

/// Whether something may be set, so that the method gives a request of its own type.
fn has_setters(operation: &Operation) -> bool {
    let mut parameters = operation.query.iter().chain(&operation.headers);
    parameters.any(|field| !field.required)
}
