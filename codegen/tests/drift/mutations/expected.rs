//! What has to be found of a change to a field or parameter: the rules once more, apart from what is tested.

use super::{Bump, Expected, Facts, Wire};
use medusa_codegen::ir::{Field, Type, TypeId};
use std::cmp::min;

/// What has the field.
pub(super) enum Owner<'f, 'a> {
    Type(&'f Facts<'a>, TypeId),
    /// An operation, by its route.
    Operation(String),
}

pub(super) fn is_demanded(direction: &str, field: &Field) -> bool {
    field.required && !(direction == "response" && field.expandable)
}

impl Owner<'_, '_> {
    fn directions(&self) -> Vec<&'static str> {
        match self {
            Self::Type(facts, id) => facts.directions(*id),
            Self::Operation(_) => vec!["request"],
        }
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Type(..) => "field",
            Self::Operation(_) => "parameter",
        }
    }

    pub(super) fn subject(&self, name: &str) -> String {
        match self {
            Self::Type(facts, id) => format!("{}.{name}", facts.name(*id)),
            Self::Operation(route) => format!("{route}?{name}"),
        }
    }

    /// What becomes of the Rust of a field, all changes together; unknown where it hangs on other types.
    fn bump(&self, old: &Field, new: &Field) -> Option<Bump> {
        let is_same = match self {
            Self::Type(facts, id) => facts.wrapper(*id, old) == facts.wrapper(*id, new),
            Self::Operation(_) => old.required == new.required,
        };
        let is_same = is_same && old.name == new.name && old.ty == new.ty;
        let is_leaf = old.ty.target().is_none();
        is_leaf.then_some(if is_same { Bump::Patch } else { Bump::Major })
    }

    /// A field is gone.
    pub(super) fn removed(&self, field: &Field) -> Vec<Expected> {
        let expected = |direction: &str| {
            let required = if is_demanded(direction, field) {
                "required-"
            } else {
                ""
            };
            (
                format!("{direction}.{required}{}.removed", self.what()),
                self.subject(&field.name),
                unless_optional(direction, field, Wire::Breaking),
                Some(Bump::Major),
            )
        };
        self.directions().into_iter().map(expected).collect()
    }

    /// A field is there in both states.
    pub(super) fn changed(&self, old: &Field, new: &Field) -> Vec<Expected> {
        (self.directions().into_iter())
            .flat_map(|direction| self.changed_in(direction, old, new))
            .collect()
    }

    fn changed_in(&self, direction: &str, old: &Field, new: &Field) -> Vec<Expected> {
        use Wire::{Breaking, Compatible, Docs};
        let is_request = direction == "request";
        let is_parameter = matches!(self, Self::Operation(_));
        let bump = self.bump(old, new);
        let mut found = Vec::new();
        let mut tell = |how: &str, [request, response]: [Wire; 2], bump: Option<Bump>| {
            let wire = match is_request {
                true => request,
                false => response,
            };
            let rule = format!("{direction}.{}.{how}", self.what());
            found.push((rule, self.subject(&new.name), wire, bump));
        };
        let unless_optional = |wire| unless_optional("response", old, wire);
        if old.name != new.name {
            let wires = [Breaking, unless_optional(Breaking)];
            tell("renamed", wires, Some(Bump::Major));
        }
        match [old, new].map(|field| is_demanded(direction, field)) {
            [false, true] => tell("required.added", [Breaking, Compatible], bump),
            [true, false] => {
                let wires = [Compatible, unless_optional(Breaking)];
                tell("required.removed", wires, bump);
            }
            _ => {}
        }
        // A parameter that is null is left out.
        let of_null = if is_parameter {
            Some(Bump::Patch)
        } else {
            bump
        };
        let refused = if is_parameter { Compatible } else { Breaking };
        match (old.nullable, new.nullable) {
            (false, true) => {
                let wires = [Compatible, unless_optional(Breaking)];
                tell("nullable.added", wires, of_null);
            }
            (true, false) => tell("nullable.removed", [refused, Compatible], of_null),
            _ => {}
        }
        if old.ty != new.ty {
            let (how, wires) = match (&old.ty, &new.ty) {
                (Type::String, Type::DateTime) | (Type::Number, Type::Integer) => {
                    ("type.narrowed", [Breaking, Compatible])
                }
                (Type::DateTime, Type::String) | (Type::Integer, Type::Number) => {
                    ("type.widened", [Compatible, Breaking])
                }
                _ => ("type.changed", [Breaking, Breaking]),
            };
            tell(how, wires, bump);
        }
        let patch = Some(Bump::Patch);
        match (&old.default, &new.default) {
            (None, Some(_)) => tell("default.added", [Docs, Docs], patch),
            (Some(before), Some(after)) if before != after => {
                tell("default.changed", [Breaking, Docs], patch);
            }
            _ => {}
        }
        match (&old.feature_flag, &new.feature_flag) {
            (None, Some(_)) => {
                let wires = [Breaking, unless_optional(Breaking)];
                tell("feature-flag.added", wires, patch);
            }
            (Some(_), None) => tell("feature-flag.removed", [Compatible, Compatible], patch),
            _ => {}
        }
        if old.deprecated.is_none() && new.deprecated.is_some() {
            let wires = [Compatible, Compatible];
            tell("deprecated.added", wires, Some(Bump::Minor));
        }
        found
    }
}

/// A client reads what may be null or absent as an `Option`, and takes the one for the other.
fn unless_optional(direction: &str, field: &Field, wire: Wire) -> Wire {
    let is_option = !is_demanded(direction, field) || field.nullable;
    match direction == "response" && is_option {
        true => min(wire, Wire::Compatible),
        false => wire,
    }
}

/// A value is new or gone.
pub(super) fn of_value(facts: &Facts<'_>, id: TypeId, is_added: bool) -> Vec<Expected> {
    let (how, bump) = if is_added {
        ("added", Bump::Minor)
    } else {
        ("removed", Bump::Major)
    };
    let expected = |direction: &str| {
        let wire = match direction == "request" && !is_added {
            true => Wire::Breaking,
            false => Wire::Compatible,
        };
        let rule = format!("{direction}.enum-value.{how}");
        (rule, facts.name(id), wire, Some(bump))
    };
    facts.directions(id).into_iter().map(expected).collect()
}
