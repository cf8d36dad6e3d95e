//! What type expressions and rows say by themselves, whatever page they stand on.

use super::graph::{Derivation, Ty};
use super::pages::origin;
use crate::ir::EnumValue;
use crate::source::mdx::Node;
use crate::source::types::{Keyword, TypeExpr};

/// The one type that the members of a union come to in JSON, if it is a plain one.
pub(super) fn as_one(members: &[&TypeExpr]) -> Option<Ty> {
    let is_date = |member: &&TypeExpr| matches!(member, TypeExpr::Reference(r) if r.name == "Date");
    let is_text = |member: &&TypeExpr| {
        matches!(
            member,
            TypeExpr::Keyword(Keyword::String) | TypeExpr::StringLiteral(_)
        )
    };
    let is_string = |member: &&TypeExpr| matches!(member, TypeExpr::Keyword(Keyword::String));
    let is_number = |member: &&TypeExpr| {
        matches!(
            member,
            TypeExpr::Keyword(Keyword::Number) | TypeExpr::NumberLiteral(_)
        )
    };
    let is_boolean = |member: &&TypeExpr| {
        matches!(
            member,
            TypeExpr::Keyword(Keyword::Boolean) | TypeExpr::BooleanLiteral(_)
        )
    };
    // JSON knows no dates: a Date that may also be a string is a point in time, written as one.
    if members.len() == 2 && members.iter().any(is_date) && members.iter().any(is_string) {
        return Some(Ty::DateTime);
    }
    // A string that may also be a certain string is a string.
    if members.iter().all(is_text) && members.iter().any(is_string) {
        return Some(Ty::String);
    }
    if members.iter().all(is_number) {
        return Some(Ty::Number);
    }
    members.iter().all(is_boolean).then_some(Ty::Boolean)
}

/// Whether a name is one of TypeScript's own.
pub(super) fn is_utility(name: &str) -> bool {
    matches!(
        name,
        "Omit"
            | "Pick"
            | "Partial"
            | "Required"
            | "Record"
            | "Promise"
            | "ResponsePromise"
            | "Date"
    )
}

/// What a utility type does; `None` where it names fields other than by string literals.
pub(super) fn derivation(name: &str, keys: Option<&TypeExpr>) -> Option<Derivation> {
    match name {
        "Omit" => keys_of(keys?).map(Derivation::Omit),
        "Pick" => keys_of(keys?).map(Derivation::Pick),
        "Required" => Some(Derivation::Required),
        _ => Some(Derivation::Partial),
    }
}

fn keys_of(keys: &TypeExpr) -> Option<Vec<String>> {
    let literal = |expr: &TypeExpr| match expr {
        TypeExpr::StringLiteral(value) => Some(value.clone()),
        _ => None,
    };
    let mut keys: Vec<String> = match keys {
        TypeExpr::Union(members) => members.iter().map(literal).collect::<Option<_>>()?,
        other => vec![literal(other)?],
    };
    keys.sort();
    Some(keys)
}

/// The enum value that a row is, if it is one.
pub(super) fn enum_value(node: &Node) -> Option<EnumValue> {
    let Some(TypeExpr::StringLiteral(value)) = &node.ty else {
        return None;
    };
    Some(EnumValue {
        value: value.clone(),
        constant: Some(node.name.clone()),
        doc: node.description.clone(),
        origins: vec![origin(node)],
    })
}

/// Whether rows are the constants of an enum.
pub(super) fn is_list_of_constants(nodes: &[Node]) -> bool {
    let is_constant = |node: &Node| {
        matches!(node.ty, Some(TypeExpr::StringLiteral(_)))
            && !node.name.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    !nodes.is_empty() && nodes.iter().all(is_constant)
}
