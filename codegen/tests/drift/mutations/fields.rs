//! Changes to the fields of structs and the values of enums.

use super::{Bump, Expected, Facts, Random, Wire, new_field};
use medusa_codegen::ir::{Api, EnumValue, Field, Shape, Type, TypeId};

fn fields(api: &mut Api, id: TypeId) -> &mut Vec<Field> {
    match &mut api[id].shape {
        Shape::Object(object) => &mut object.fields,
        _ => panic!("only structs are chosen"),
    }
}

pub(super) fn demanded(direction: &str, field: &Field) -> bool {
    field.required && !(direction == "response" && field.expandable)
}

/// Changes a field of a struct, and says what has to be found; nothing where the field does not lend itself.
pub(super) fn mutate_field(
    facts: &Facts<'_>,
    api: &mut Api,
    id: TypeId,
    random: &mut Random,
) -> Option<(&'static str, Vec<Expected>)> {
    use Wire::{Breaking, Compatible, Docs};
    let name = facts.name(id);
    let index = random.next(fields(api, id).len());
    let field = fields(api, id)[index].clone();
    let is_leaf = field.ty.target().is_none();
    let subject = format!("{name}.{}", field.name);
    let kind = random.next(9);
    let one = |what: &str,
               how: &str,
               subject: &str,
               wire: &dyn Fn(&str) -> Wire,
               bump: Option<Bump>|
     -> Vec<Expected> {
        let expected = |direction: &str| {
            (
                format!("{direction}.{what}.{how}"),
                subject.to_owned(),
                wire(direction),
                bump,
            )
        };
        facts.directions(id).into_iter().map(expected).collect()
    };
    let by = |request: Wire, response: Wire| {
        move |direction: &str| {
            if direction == "request" {
                request
            } else {
                response
            }
        }
    };
    // A relation that closes a circle is boxed and optional, whatever is said of it.
    let wrapped = |changed: &Field| {
        let is_same = facts.wrapper(id, &field) == facts.wrapper(id, changed);
        is_leaf.then_some(if is_same { Bump::Patch } else { Bump::Major })
    };
    Some(match kind {
        0 if is_leaf && fields(api, id).len() > 1 => {
            fields(api, id).remove(index);
            let expected = facts.directions(id).into_iter().map(|direction| {
                let is_demanded = demanded(direction, &field);
                let what = if is_demanded {
                    "required-field"
                } else {
                    "field"
                };
                let wire = if direction == "request" || is_demanded {
                    Breaking
                } else {
                    Compatible
                };
                (
                    format!("{direction}.{what}.removed"),
                    subject.clone(),
                    wire,
                    Some(Bump::Major),
                )
            });
            ("field deleted", expected.collect())
        }
        1 | 2 => {
            let is_required = kind == 2;
            fields(api, id).insert(index, new_field(is_required));
            let subject = format!("{name}.quux_count");
            let is_harmless = !(is_required && facts.is_constructible(id));
            let bump = if is_harmless {
                Bump::Minor
            } else {
                Bump::Major
            };
            let request = if is_required { Breaking } else { Compatible };
            let what = if is_required {
                "required-field"
            } else {
                "field"
            };
            (
                "field added",
                one(
                    what,
                    "added",
                    &subject,
                    &by(request, Compatible),
                    Some(bump),
                ),
            )
        }
        3 if !field.expandable => {
            let changed = &mut fields(api, id)[index];
            changed.required = !changed.required;
            let bump = wrapped(&changed.clone());
            let (how, request, response) = match field.required {
                true => (
                    "required.removed",
                    Compatible,
                    if field.nullable { Compatible } else { Breaking },
                ),
                false => ("required.added", Breaking, Compatible),
            };
            (
                "required flipped",
                one("field", how, &subject, &by(request, response), bump),
            )
        }
        4 => {
            let changed = &mut fields(api, id)[index];
            changed.nullable = !changed.nullable;
            let bump = wrapped(&changed.clone());
            let is_always = demanded("response", &field);
            let (how, request, response) = match field.nullable {
                true => ("nullable.removed", Breaking, Compatible),
                false => (
                    "nullable.added",
                    Compatible,
                    if is_always { Breaking } else { Compatible },
                ),
            };
            (
                "nullable flipped",
                one("field", how, &subject, &by(request, response), bump),
            )
        }
        5 => {
            let (ty, how, request, response) = match field.ty {
                Type::String => (Type::DateTime, "narrowed", Breaking, Compatible),
                Type::DateTime => (Type::String, "widened", Compatible, Breaking),
                Type::Number => (Type::Integer, "narrowed", Breaking, Compatible),
                Type::Integer => (Type::Number, "widened", Compatible, Breaking),
                Type::Boolean => (Type::String, "changed", Breaking, Breaking),
                _ => return None,
            };
            fields(api, id)[index].ty = ty;
            (
                "type changed",
                one(
                    "field.type",
                    how,
                    &subject,
                    &by(request, response),
                    Some(Bump::Major),
                ),
            )
        }
        6 => {
            let renamed = format!("{}s", field.name);
            if fields(api, id).iter().any(|other| other.name == renamed) {
                return None;
            }
            fields(api, id)[index].name.clone_from(&renamed);
            // A map's type is called after its field.
            let subject = format!("{name}.{renamed}");
            (
                "field renamed",
                one(
                    "field",
                    "renamed",
                    &subject,
                    &by(Breaking, Breaking),
                    Some(Bump::Major),
                ),
            )
        }
        7 if field.deprecated.is_none() => {
            fields(api, id)[index].deprecated = Some("Use another.".to_owned());
            (
                "field deprecated",
                one(
                    "field.deprecated",
                    "added",
                    &subject,
                    &by(Compatible, Compatible),
                    Some(Bump::Minor),
                ),
            )
        }
        8 => {
            fields(api, id)[index].default = Some("quux".to_owned());
            let (how, request) = match field.default {
                Some(_) => ("changed", Breaking),
                None => ("added", Docs),
            };
            (
                "default changed",
                one(
                    "field.default",
                    how,
                    &subject,
                    &by(request, Docs),
                    Some(Bump::Patch),
                ),
            )
        }
        _ => return None,
    })
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
    let name = facts.name(id);
    let is_added = random.next(2) == 0;
    let (how, bump) = if is_added {
        ("added", Bump::Minor)
    } else {
        ("removed", Bump::Major)
    };
    if is_added {
        values.push(EnumValue {
            value: "quux".to_owned(),
            constant: None,
            doc: String::new(),
            origins: Vec::new(),
        });
    } else {
        let index = random.next(values.len());
        let value = values[index].value.clone();
        values.retain(|other| other.value != value);
        if values.is_empty() {
            return None;
        }
    }
    let expected = facts.directions(id).into_iter().map(|direction| {
        let is_breaking = direction == "request" && !is_added;
        let wire = if is_breaking {
            Wire::Breaking
        } else {
            Wire::Compatible
        };
        (
            format!("{direction}.enum-value.{how}"),
            name.clone(),
            wire,
            Some(bump),
        )
    });
    Some((
        if is_added {
            "enum value added"
        } else {
            "enum value removed"
        },
        expected.collect(),
    ))
}
