//! What became of everything that is documented: emitted, or left out with a reason.
//!
//! One entry for each operation, method, parameter, type, field and enum value, so that the numbers of
//! what is documented and what is generated can be held against each other.

use crate::diagnostic::Span;
use crate::ir::{Api, Origin, Shape, TypeDef};
use crate::lower::account::{Account, Outcome, account};
use crate::lower::lower;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An operation.
    Operation,
    /// A method of a resource.
    Method,
    /// A path, query or header parameter.
    Parameter,
    /// A type with a name.
    Type,
    /// A field of an object type.
    Field,
    /// A value of an enum.
    Value,
    /// Something that never got a place in the API.
    Other,
}

/// What became of one documented thing.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What kind of thing.
    pub kind: Kind,
    /// The thing, as one would look it up: `customers.listOrders`, `Customer.email`.
    pub what: String,
    /// Where it is documented.
    pub at: Option<Span>,
    /// Its Rust path, or why it has none.
    pub outcome: Outcome,
}

/// The whole ledger of an API, in the order of the IR.
pub fn ledger(api: &Api) -> Vec<Entry> {
    let account = account(&lower(api));
    let mut entries = Vec::new();
    add_operations(api, &account, &mut entries);
    add_methods(api, &account, &mut entries);
    add_types(api, &account, &mut entries);
    entries.extend(api.left_out.iter().map(|left_out| Entry {
        kind: Kind::Other,
        what: left_out.what.clone(),
        at: left_out.at,
        outcome: Outcome::LeftOut(left_out.reason.to_string().into()),
    }));
    entries
}

fn add_operations(api: &Api, account: &Account, entries: &mut Vec<Entry>) {
    for (operation, account) in api.operations.iter().zip(&account.operations) {
        let what = format!("{} {}", operation.verb.as_str(), operation.path);
        entries.push(entry(
            Kind::Operation,
            what.clone(),
            &operation.origins,
            &account.method,
        ));
        for (parameter, outcome) in operation.path_parameters.iter().zip(&account.path) {
            let what = format!("{what} {{{}}}", parameter.name);
            entries.push(entry(Kind::Parameter, what, &parameter.origins, outcome));
        }
        let queried = operation.query.iter().zip(&account.query);
        for (field, outcome) in queried.chain(operation.headers.iter().zip(&account.headers)) {
            let what = format!("{what} {}", field.name);
            entries.push(entry(Kind::Parameter, what, &field.origins, outcome));
        }
    }
}

fn add_methods(api: &Api, account: &Account, entries: &mut Vec<Entry>) {
    for (resource, paths) in api.resources.iter().zip(&account.methods) {
        for (method, path) in resource.methods.iter().zip(paths) {
            let what = format!("{}.{}", resource.path.join("."), method.name);
            let outcome = Outcome::Emitted(path.clone());
            entries.push(entry(Kind::Method, what, &method.origins, &outcome));
        }
    }
}

fn add_types(api: &Api, account: &Account, entries: &mut Vec<Entry>) {
    for (def, account) in api.types.iter().zip(&account.types) {
        // What nobody named is not a documented thing of its own; its fields and values are.
        let name = called(def);
        if !def.name.is_empty() {
            entries.push(entry(
                Kind::Type,
                name.clone(),
                &def.origins,
                &account.outcome,
            ));
        }
        let members = account.members.iter();
        match &def.shape {
            Shape::Object(object) => {
                for (field, outcome) in object.fields.iter().zip(members) {
                    let what = format!("{name}.{}", field.name);
                    entries.push(entry(Kind::Field, what, &field.origins, outcome));
                }
            }
            Shape::Enum(values) => {
                for (value, outcome) in values.iter().zip(members) {
                    let what = format!("{name}.{}", value.value);
                    entries.push(entry(Kind::Value, what, &value.origins, outcome));
                }
            }
            Shape::Union(_) | Shape::Alias(_) => {}
        }
    }
}

/// What a type is called, or where it stands.
pub(crate) fn called(def: &TypeDef) -> String {
    match &def.owner {
        Some(owner) if def.name.is_empty() => format!("{}.{}", owner.name, owner.field),
        _ => def.name.clone(),
    }
}

fn entry(kind: Kind, what: String, origins: &[Origin], outcome: &Outcome) -> Entry {
    Entry {
        kind,
        what,
        at: origins.first().map(|origin| origin.span),
        outcome: outcome.clone(),
    }
}
