//! Changes to operations and their parameters.

use super::{Bump, Expected, Random, Wire, new_field};
use medusa_codegen::ir::{Api, Type, Verb};
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
    let setters = operation
        .query
        .iter()
        .chain(&operation.headers)
        .filter(|field| !field.required)
        .count();
    let subject = format!("{} {}", operation.verb.as_str(), operation.path);
    let one =
        |rule: &str, subject: String, wire, bump| vec![(rule.to_owned(), subject, wire, bump)];
    let parameter = match operation.query.len() {
        0 => None,
        length => Some(random.next(length)),
    };
    Some(match (random.next(9), parameter) {
        (0, _) => {
            operation.path += "/quux";
            let subject = format!("{subject}/quux");
            (
                "route changed",
                one(
                    "operation.path.changed",
                    subject,
                    Breaking,
                    Some(Bump::Patch),
                ),
            )
        }
        (1, _) => {
            let free = [Verb::Put, Verb::Patch]
                .into_iter()
                .find(|verb| !routes.contains(&(*verb, operation.path.clone())))?;
            operation.verb = free;
            let subject = format!("{} {}", free.as_str(), operation.path);
            (
                "verb changed",
                one(
                    "operation.verb.changed",
                    subject,
                    Breaking,
                    Some(Bump::Patch),
                ),
            )
        }
        (2, _) => {
            operation.authenticated = !operation.authenticated;
            let (how, wire) = if operation.authenticated {
                ("added", Breaking)
            } else {
                ("removed", Compatible)
            };
            (
                "auth changed",
                one(
                    &format!("operation.auth.{how}"),
                    subject,
                    wire,
                    Some(Bump::Patch),
                ),
            )
        }
        (3, Some(index)) if setters > 1 && !operation.query[index].required => {
            let field = operation.query.remove(index);
            (
                "parameter deleted",
                one(
                    "request.parameter.removed",
                    format!("{subject}?{}", field.name),
                    Breaking,
                    Some(Bump::Major),
                ),
            )
        }
        (4, _) => {
            operation.query.push(new_field(false));
            let bump = if setters > 0 {
                Bump::Minor
            } else {
                Bump::Major
            };
            (
                "parameter added",
                one(
                    "request.parameter.added",
                    format!("{subject}?quux_count"),
                    Compatible,
                    Some(bump),
                ),
            )
        }
        (5, Some(index)) if setters > 1 && !operation.query[index].required => {
            operation.query[index].required = true;
            let subject = format!("{subject}?{}", operation.query[index].name);
            (
                "parameter required",
                one(
                    "request.parameter.required.added",
                    subject,
                    Breaking,
                    Some(Bump::Major),
                ),
            )
        }
        (6, Some(index)) if !operation.query[index].required => {
            let field = operation.query.remove(index);
            let is_text =
                field.ty == Type::String && !matches!(field.name.as_str(), "expand" | "fields");
            // A header is a text, whatever a query takes.
            let bump = if is_text { Bump::Patch } else { Bump::Major };
            let subject = format!("{subject}@{}", field.name);
            operation.headers.push(field);
            (
                "parameter moved",
                one("request.parameter.moved", subject, Breaking, Some(bump)),
            )
        }
        (7, Some(index)) => {
            let field = &mut operation.query[index];
            let renamed = format!("{}s", field.name);
            field.name.clone_from(&renamed);
            if operation
                .query
                .iter()
                .filter(|field| field.name == renamed)
                .count()
                > 1
            {
                return None;
            }
            (
                "parameter renamed",
                one(
                    "request.parameter.renamed",
                    format!("{subject}?{renamed}"),
                    Breaking,
                    Some(Bump::Major),
                ),
            )
        }
        (8, _) => {
            operation.id += "Quux";
            (
                "operation id changed",
                one("operation.id.changed", subject, Docs, Some(Bump::Patch)),
            )
        }
        _ => return None,
    })
}
