//! Two type expressions in the same place: equal, narrowed, widened or changed.
//!
//! Named types in the same place are added to the sink as a pair and compared later; here they count as equal.
//! Equivalent notations are resolved as they are for Rust: an object without fields is a map, an enum without
//! values a string, a union of one type is that type.

use super::rules::{ChangeKind, Direction, Rule, Wire};
use super::sink::{ChangeSink, UsageSite};
use super::state::ApiPair;
use crate::ir::{Api, Shape, Type, TypeId};
use std::collections::HashSet;

/// How a type has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    /// It does not hold all values that it held.
    is_narrowed: bool,
    /// It holds values that it did not.
    is_widened: bool,
    /// Clients of the old state do not read all of those.
    is_unreadable: bool,
}

impl Relation {
    /// Equal, apart from changes inside of named types.
    const SAME: Self = Self {
        is_narrowed: false,
        is_widened: false,
        is_unreadable: false,
    };
    const NARROWED: Self = Self {
        is_narrowed: true,
        ..Self::SAME
    };
    const WIDENED: Self = Self {
        is_widened: true,
        is_unreadable: true,
        ..Self::SAME
    };
    /// Other values.
    const CHANGED: Self = Self {
        is_narrowed: true,
        ..Self::WIDENED
    };

    fn and(self, other: Self) -> Self {
        Self {
            is_narrowed: self.is_narrowed || other.is_narrowed,
            is_widened: self.is_widened || other.is_widened,
            is_unreadable: self.is_unreadable || other.is_unreadable,
        }
    }

    /// The same, where clients read any value for the old type.
    fn readable(self) -> Self {
        Self {
            is_unreadable: false,
            ..self
        }
    }

    /// The kind of change, if there is one.
    pub(super) fn change(self) -> Option<ChangeKind> {
        match (self.is_narrowed, self.is_widened) {
            (false, false) => None,
            (true, false) => Some(ChangeKind::Narrowed),
            (false, true) => Some(ChangeKind::Widened),
            (true, true) => Some(ChangeKind::Changed),
        }
    }

    /// The effect of a change that follows `rule` on clients in use: they read fewer values than before, and more
    /// where types are open.
    pub(super) fn wire(self, rule: Rule) -> Wire {
        match rule.direction {
            Some(Direction::Response) if !self.is_unreadable => rule.wire().min(Wire::Compatible),
            _ => rule.wire(),
        }
    }
}

/// Whether a scalar holds all values of another: a whole number is a number, a date is a text.
const WIDER: [(&Type, &Type); 2] = [
    (&Type::Integer, &Type::Number),
    (&Type::DateTime, &Type::String),
];

/// A type expression without equivalent notations.
pub(super) enum View<'a> {
    Scalar(&'a Type),
    Any,
    Nullable(&'a Type),
    Array(&'a Type),
    Map(&'a Type),
    Object(TypeId),
    Enum(TypeId),
    Union(TypeId),
}

pub(super) fn view<'a>(api: &'a Api, ty: &'a Type) -> View<'a> {
    let mut ty = ty;
    // A chain of more steps than there are types is a cycle.
    for _ in 0..=api.types.len() {
        let id = match ty {
            Type::Any => return View::Any,
            Type::Nullable(inner) => return View::Nullable(inner),
            Type::Array(item) => return View::Array(item),
            Type::Map(value) => return View::Map(value),
            Type::Ref(id) => *id,
            scalar => return View::Scalar(scalar),
        };
        match &api[id].shape {
            Shape::Object(object) if object.fields.is_empty() => {
                return View::Map(object.additional.as_ref().unwrap_or(&Type::Any));
            }
            Shape::Object(_) => return View::Object(id),
            Shape::Enum(values) if values.is_empty() => return View::Scalar(&Type::String),
            Shape::Enum(_) => return View::Enum(id),
            Shape::Alias(target) => ty = target,
            Shape::Union(variants) => match variants.as_slice() {
                [] => return View::Any,
                all if all.iter().any(|variant| variant.ty == Type::Any) => return View::Any,
                [first, rest @ ..] if rest.iter().all(|variant| variant.ty == first.ty) => {
                    ty = &first.ty;
                }
                _ => return View::Union(id),
            },
        }
    }
    View::Any
}

/// Compares two type expressions in the same place of `site`, with the name `label`.
pub(super) fn compare(
    apis: &ApiPair<'_>,
    sink: &mut ChangeSink,
    types: [&Type; 2],
    direction: Direction,
    site: UsageSite,
    label: &str,
) -> Relation {
    let (old, new) = (apis.old.api, apis.new.api);
    let mut inner =
        |a: &Type, b: &Type, label: &str| compare(apis, sink, [a, b], direction, site, label);
    match (view(old, types[0]), view(new, types[1])) {
        (View::Scalar(a), View::Scalar(b)) => scalars(a, b),
        (View::Any, View::Any) => Relation::SAME,
        (View::Any, _) => Relation::NARROWED,
        (_, View::Any) if is_open(old, types[0]) => Relation::WIDENED.readable(),
        (_, View::Any) => Relation::WIDENED,
        (View::Nullable(a), View::Nullable(b)) => inner(a, b, label),
        (View::Nullable(a), _) => Relation::NARROWED.and(inner(a, types[1], label)),
        (_, View::Nullable(b)) => Relation::WIDENED.and(inner(types[0], b, label)),
        (View::Array(a), View::Array(b)) => inner(a, b, &format!("{label}[]")),
        (View::Map(a), View::Map(b)) => inner(a, b, &format!("{label}{{}}")),
        (View::Object(a), View::Object(b)) | (View::Enum(a), View::Enum(b))
            if is_alike(apis, a, b) =>
        {
            sink.reach((a, b, direction), site, label);
            Relation::SAME
        }
        (View::Union(a), View::Union(b)) => {
            sink.reach((a, b, direction), site, label);
            Relation::SAME
        }
        (View::Union(a), _) => match variant(
            old,
            a,
            |ty| fits(apis, ty, types[1]),
            |ty| share_name(apis, ty, types[1]),
        ) {
            Some(ty) => Relation::NARROWED.and(inner(ty, types[1], label)),
            None => Relation::CHANGED.readable(),
        },
        (_, View::Union(b)) => match variant(
            new,
            b,
            |ty| fits(apis, types[0], ty),
            |ty| share_name(apis, types[0], ty),
        ) {
            Some(ty) => Relation::WIDENED.and(inner(types[0], ty, label)),
            None => Relation::CHANGED,
        },
        // Enums are open: any text is read.
        (View::Enum(_), View::Scalar(Type::String)) => Relation::WIDENED.readable(),
        (View::Enum(_), View::Enum(_) | View::Scalar(Type::DateTime)) => {
            Relation::CHANGED.readable()
        }
        (View::Object(..), View::Map(Type::Any)) => Relation::WIDENED,
        (View::Map(Type::Any), View::Object(..)) | (View::Scalar(Type::String), View::Enum(_)) => {
            Relation::NARROWED
        }
        _ => Relation::CHANGED,
    }
}

/// Whether clients read any value for a type, also null: unions keep what fits no variant.
fn is_open(api: &Api, ty: &Type) -> bool {
    match view(api, ty) {
        View::Any | View::Union(_) => true,
        View::Nullable(inner) => is_open(api, inner),
        _ => false,
    }
}

fn scalars(old: &Type, new: &Type) -> Relation {
    if old == new {
        Relation::SAME
    } else if WIDER.contains(&(old, new)) {
        Relation::WIDENED
    } else if WIDER.contains(&(new, old)) {
        Relation::NARROWED
    } else {
        Relation::CHANGED
    }
}

/// The variant of a union that is the counterpart of a single type in the other state, preferably one of the same name.
fn variant(
    api: &Api,
    id: TypeId,
    fits: impl Fn(&Type) -> bool,
    has_name: impl Fn(&Type) -> bool,
) -> Option<&Type> {
    let Shape::Union(variants) = &api[id].shape else {
        return None;
    };
    let mut fitting: Vec<_> = variants
        .iter()
        .map(|variant| &variant.ty)
        .filter(|ty| fits(ty))
        .collect();
    fitting.sort_by_key(|ty| !has_name(ty));
    fitting.first().copied()
}

/// Whether two type expressions lead to types of the same documented name.
fn share_name(apis: &ApiPair<'_>, old: &Type, new: &Type) -> bool {
    match (old.target(), new.target()) {
        (Some(old), Some(new)) => apis.old.api[old].name == apis.new.api[new].name,
        _ => false,
    }
}

/// Whether two types are states of the same one, as far as the expressions show.
pub(super) fn fits(apis: &ApiPair<'_>, old: &Type, new: &Type) -> bool {
    match (view(apis.old.api, old), view(apis.new.api, new)) {
        (View::Scalar(a), View::Scalar(b)) => a == b,
        (View::Any, View::Any) => true,
        (View::Nullable(a), View::Nullable(b))
        | (View::Array(a), View::Array(b))
        | (View::Map(a), View::Map(b)) => fits(apis, a, b),
        (View::Object(a), View::Object(b)) | (View::Enum(a), View::Enum(b)) => is_alike(apis, a, b),
        (View::Union(_), View::Union(_)) => true,
        _ => false,
    }
}

/// Whether two objects or enums in the same place are states of the same one: by name, or
/// because they have much in common. Numbers in links (`internal.Item-3`) say nothing.
fn is_alike(apis: &ApiPair<'_>, old: TypeId, new: TypeId) -> bool {
    let (before, after) = (&apis.old.api[old], &apis.new.api[new]);
    if before.name == after.name {
        return true;
    }
    // If a state has both names, they are two types, unless they hardly differ. An unnamed type, such as an
    // `Omit<…>`, may have become a named one.
    let is_named = !before.name.is_empty() && !after.name.is_empty();
    let is_taken = is_named && (apis.old.has_name(&after.name) || apis.new.has_name(&before.name));
    let needed = if is_taken { 90 } else { 50 };
    let parts = |shape: &'_ Shape| -> HashSet<String> {
        match shape {
            Shape::Object(object) => (object.fields.iter())
                .map(|field| field.name.clone())
                .collect(),
            Shape::Enum(values) => values.iter().map(|value| value.value.clone()).collect(),
            Shape::Union(_) | Shape::Alias(_) => HashSet::new(),
        }
    };
    let (before, after) = (parts(&before.shape), parts(&after.shape));
    let shared = before.intersection(&after).count();
    shared * 100 >= before.len().max(after.len()) * needed
}
