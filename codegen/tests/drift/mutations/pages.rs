//! How a change is written down on reference pages.

use super::sources::Edit;
use medusa_codegen::diagnostic::Span;
use medusa_codegen::ir::Type;
use medusa_codegen::source::Spec;
use medusa_codegen::source::mdx::Node;
use medusa_codegen::source::types::{Keyword, Reference, TypeExpr};

/// Changes the row at `at`; says whether it is there.
pub(super) fn apply(spec: &mut Spec, at: Span, edit: &Edit) -> bool {
    let mut is_found = false;
    for page in spec.pages.iter_mut().filter(|page| page.file == at.file) {
        is_found |= change(&mut page.properties, at, edit);
        for method in &mut page.methods {
            is_found |= change(&mut method.parameters, at, edit);
            is_found |= change(&mut method.returns, at, edit);
        }
    }
    is_found
}

fn change(rows: &mut Vec<Node>, at: Span, edit: &Edit) -> bool {
    let Some(index) = rows.iter().position(|row| row.span == at) else {
        return (rows.iter_mut()).any(|row| change(&mut row.children, at, edit));
    };
    let row = &mut rows[index];
    match edit {
        Edit::Delete | Edit::Move => drop(rows.remove(index)),
        Edit::Require(is_required) => row.optional = Some(!is_required),
        Edit::Rename(name) => row.name.clone_from(name),
        Edit::Nullable(is_nullable) => row.ty = row.ty.take().map(|ty| or_null(ty, *is_nullable)),
        Edit::Retype(ty) => {
            let is_nullable = row.ty.as_ref().is_some_and(is_nullable);
            row.ty = Some(or_null(expression(ty), is_nullable));
        }
        Edit::AddValue(_) | Edit::RemoveValue(_) => return change_values(rows, index, edit),
    }
    true
}

/// Values are rows of their own, or literals in the type of a row.
fn change_values(rows: &mut Vec<Node>, index: usize, edit: &Edit) -> bool {
    let literal = |value: &String| TypeExpr::StringLiteral(value.clone());
    let row = &mut rows[index];
    let is_value = matches!(row.ty, Some(TypeExpr::StringLiteral(_)));
    match (edit, literals(row.ty.as_mut())) {
        (Edit::AddValue(value), None) if is_value => {
            let mut added = row.clone();
            added.name = value.to_uppercase();
            added.ty = Some(literal(value));
            rows.push(added);
        }
        (Edit::RemoveValue(_), None) if is_value => drop(rows.remove(index)),
        (Edit::AddValue(value), Some(literals)) => literals.push(literal(value)),
        (Edit::RemoveValue(value), Some(literals)) if literals.len() > 2 => {
            literals.retain(|member| *member != literal(value));
        }
        _ => return false,
    }
    true
}

/// The members of a union, maybe in a list.
fn literals(ty: Option<&mut TypeExpr>) -> Option<&mut Vec<TypeExpr>> {
    match ty? {
        TypeExpr::Union(members) => Some(members),
        TypeExpr::Array(item) => literals(Some(item)),
        _ => None,
    }
}

fn is_nullable(ty: &TypeExpr) -> bool {
    matches!(ty, TypeExpr::Union(members) if members.contains(&TypeExpr::Keyword(Keyword::Null)))
}

fn or_null(ty: TypeExpr, is_nullable: bool) -> TypeExpr {
    let null = TypeExpr::Keyword(Keyword::Null);
    let mut members = match ty {
        TypeExpr::Union(members) => members,
        other => vec![other],
    };
    members.retain(|member| *member != null);
    match (is_nullable, members.pop()) {
        (false, Some(only)) if members.is_empty() => only,
        (false, last) => TypeExpr::Union(members.into_iter().chain(last).collect()),
        (true, last) => TypeExpr::Union(members.into_iter().chain(last).chain([null]).collect()),
    }
}

fn expression(ty: &Type) -> TypeExpr {
    match ty {
        Type::Boolean => TypeExpr::Keyword(Keyword::Boolean),
        Type::Integer | Type::Number => TypeExpr::Keyword(Keyword::Number),
        Type::DateTime => TypeExpr::Reference(Reference {
            name: "Date".to_owned(),
            link: None,
            arguments: Vec::new(),
        }),
        _ => TypeExpr::Keyword(Keyword::String),
    }
}
