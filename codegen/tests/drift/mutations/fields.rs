//! Changes to the fields of structs and the values of enums.

use super::expected::{Owner, of_value};
use super::{Bump, Expected, Facts, Random, Wire, new_field};
use medusa_codegen::ir::{Api, EnumValue, Field, Shape, Type, TypeId};

fn fields(api: &mut Api, id: TypeId) -> &mut Vec<Field> {
    match &mut api[id].shape {
        Shape::Object(object) => &mut object.fields,
        _ => panic!("only structs are chosen"),
    }
}

/// Changes a field of a struct, and says what has to be found; nothing where the field does not lend itself.
pub(super) fn mutate_field(
    facts: &Facts<'_>,
    api: &mut Api,
    id: TypeId,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    let owner = Owner::Type(facts, id);
    let index = random.next(fields(api, id).len());
    let field = fields(api, id)[index].clone();
    let is_leaf = field.ty.target().is_none();
    let mut changed = field.clone();
    let kind = match random.next(11) {
        0 if is_leaf && fields(api, id).len() > 1 => {
            fields(api, id).remove(index);
            return Some(("field deleted", owner.removed(&field)));
        }
        kind @ (1 | 2) => {
            let is_required = kind == 2;
            fields(api, id).insert(index, new_field(is_required));
            return Some(("field added", added(facts, id, is_required)));
        }
        3 if !field.expandable => {
            changed.required = !changed.required;
            "required flipped"
        }
        4 => {
            changed.nullable = !changed.nullable;
            "nullable flipped"
        }
        5 => {
            changed.ty = other_type(&field.ty)?;
            "type changed"
        }
        6 => {
            changed.name += "s";
            let is_taken = |other: &Field| other.name == changed.name;
            if fields(api, id).iter().any(is_taken) {
                return None;
            }
            "field renamed"
        }
        7 if field.deprecated.is_none() => {
            changed.deprecated = Some("Use another.".to_owned());
            "field deprecated"
        }
        8 => {
            changed.default = Some("quux".to_owned());
            "default changed"
        }
        9 => {
            let flag = field.feature_flag.is_none().then(|| "quux".to_owned());
            changed.feature_flag = flag;
            "feature flag changed"
        }
        10 if !field.expandable => {
            changed.ty = other_type(&field.ty)?;
            match random.next(2) {
                0 => changed.required = !changed.required,
                _ => changed.nullable = !changed.nullable,
            }
            "changed twice"
        }
        _ => return None,
    };
    let expected = owner.changed(&field, &changed);
    fields(api, id)[index] = changed;
    Some((kind, expected))
}

fn other_type(ty: &Type) -> Option<Type> {
    match ty {
        Type::String => Some(Type::DateTime),
        Type::DateTime | Type::Boolean => Some(Type::String),
        Type::Number => Some(Type::Integer),
        Type::Integer => Some(Type::Number),
        _ => None,
    }
}

fn added(facts: &Facts<'_>, id: TypeId, is_required: bool) -> Vec<Expected> {
    let bump = match is_required && facts.is_constructible(id) {
        true => Bump::Major,
        false => Bump::Minor,
    };
    let expected = |direction: &str| {
        let what = if is_required {
            "required-field"
        } else {
            "field"
        };
        let wire = match is_required && direction == "request" {
            true => Wire::Breaking,
            false => Wire::Compatible,
        };
        (
            format!("{direction}.{what}.added"),
            format!("{}.quux_count", facts.name(id)),
            wire,
            Some(bump),
        )
    };
    facts.directions(id).into_iter().map(expected).collect()
}

/// Adds or removes a value.
pub(super) fn mutate_enum(
    facts: &Facts<'_>,
    api: &mut Api,
    id: TypeId,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    let Shape::Enum(values) = &mut api[id].shape else {
        return None;
    };
    let is_added = random.next(2) == 0;
    let kind = if is_added {
        values.push(EnumValue {
            value: "quux".to_owned(),
            constant: None,
            doc: String::new(),
            origins: Vec::new(),
        });
        "enum value added"
    } else {
        let index = random.next(values.len());
        let value = values[index].value.clone();
        values.retain(|other| other.value != value);
        if values.is_empty() {
            return None;
        }
        "enum value removed"
    };
    Some((kind, of_value(facts, id, is_added)))
}
