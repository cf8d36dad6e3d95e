//! Types as one source describes them: the common form of both front ends.
//!
//! The pages and the OpenAPI documents are turned into definitions in one [`Graph`]. A definition
//! belongs to one source; [`super::unify`] finds out which definitions are the same type.

use crate::diagnostic::{FileId, Span};
use crate::ir::{EnumValue, Identity, LeftOut, LeftOutReason, Origin, Owner, Source};
use indexmap::IndexMap;
use std::collections::HashSet;

/// A definition in a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct DefId(u32);

impl DefId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// All definitions of a run.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) defs: Vec<Def>,
    /// What was met and has no place in any definition.
    pub(super) left_out: Vec<LeftOut>,
    /// The files that are captures: what they say gives way to what others say.
    pub(super) captures: HashSet<FileId>,
    by_identity: IndexMap<(Source, Identity), DefId>,
}

/// A type with an identity, as one source describes it.
#[derive(Clone, Debug)]
pub(super) struct Def {
    pub(super) source: Source,
    pub(super) identity: Identity,
    /// The documented name; empty for inline types.
    pub(super) name: String,
    pub(super) owner: Option<Owner>,
    pub(super) shape: Shape,
    pub(super) doc: String,
    pub(super) deprecated: Option<String>,
    pub(super) feature_flag: Option<String>,
    pub(super) origins: Vec<Origin>,
}

/// What a source says a definition consists of.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Only the name is known.
    Unknown,
    Object {
        fields: Vec<FieldDef>,
        additional: Option<Ty>,
    },
    /// Named, with these values; none are known where the list is empty.
    Enum(Vec<EnumValue>),
    Union(Vec<(Ty, Span)>),
    Alias(Ty),
    /// Several types in one, until [`super::intersections`] knows the fields of all.
    Intersection {
        parts: Vec<Part>,
        /// Whether other fields are allowed.
        open: bool,
    },
    /// A type made from another by `Omit`, `Pick`, `Partial` or `Required`.
    Derived {
        base: Box<Ty>,
        derivation: Derivation,
    },
}

/// A part of an intersection.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Fields(Vec<FieldDef>),
    Type(Ty),
}

/// How a type is made from another; the keys are in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Derivation {
    Omit(Vec<String>),
    Pick(Vec<String>),
    Partial,
    Required,
}

impl Derivation {
    /// Makes the fields of the derived type from those of its base.
    pub(super) fn apply<F>(
        &self,
        fields: &mut Vec<F>,
        name: impl Fn(&F) -> &String,
        require: impl Fn(&mut F, bool),
    ) {
        match self {
            Derivation::Omit(keys) => fields.retain(|field| !keys.contains(name(field))),
            Derivation::Pick(keys) => fields.retain(|field| keys.contains(name(field))),
            Derivation::Partial => fields.iter_mut().for_each(|field| require(field, false)),
            Derivation::Required => fields.iter_mut().for_each(|field| require(field, true)),
        }
    }
}

/// A type expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ty {
    /// Any value: `any`, or a schema without a type.
    Any,
    /// An object of which nothing else is known.
    Opaque,
    /// Nothing: `void`.
    Nothing,
    String,
    /// One string only.
    Literal(String),
    Integer,
    Number,
    Boolean,
    DateTime,
    Binary,
    Ref(DefId),
    Array(Box<Ty>),
    Map(Box<Ty>),
    Nullable(Box<Ty>),
}

impl Ty {
    /// The type without nullability, and whether it had any.
    pub(super) fn split_null(&self) -> (&Ty, bool) {
        match self {
            Ty::Nullable(inner) => (inner.split_null().0, true),
            other => (other, false),
        }
    }

    /// The same type, nullable if `nullable`.
    pub(super) fn or_null(self, nullable: bool) -> Ty {
        match self {
            Ty::Nullable(_) => self,
            other if nullable => Ty::Nullable(Box::new(other)),
            other => other,
        }
    }

    /// Whether the type says no more than "some value" or "some object".
    pub(super) fn is_vague(&self) -> bool {
        match self {
            Ty::Any | Ty::Opaque => true,
            Ty::Map(value) => matches!(**value, Ty::Any),
            Ty::Nullable(inner) => inner.is_vague(),
            _ => false,
        }
    }
}

/// A field or parameter, as one source describes it.
#[derive(Clone, Debug)]
pub(super) struct FieldDef {
    pub(super) name: String,
    pub(super) ty: Ty,
    /// Whether it is always there; `None` where the source does not say.
    pub(super) required: Option<bool>,
    pub(super) expandable: bool,
    pub(super) default: Option<String>,
    pub(super) example: Option<serde_json::Value>,
    pub(super) doc: String,
    pub(super) deprecated: Option<String>,
    pub(super) feature_flag: Option<String>,
    pub(super) origin: Origin,
}

impl Def {
    /// What a definition is called in a message: its name, or for an inline type the place.
    pub(super) fn called(&self) -> String {
        match (&self.owner, self.name.as_str()) {
            (Some(owner), "") if owner.field.is_empty() => owner.name.clone(),
            (Some(owner), "") => format!("{}.{}", owner.name, owner.field),
            (None, "") => "an inline type".to_owned(),
            (_, name) => name.to_owned(),
        }
    }
}

impl Graph {
    pub(super) fn get(&self, id: DefId) -> &Def {
        &self.defs[id.index()]
    }

    pub(super) fn get_mut(&mut self, id: DefId) -> &mut Def {
        &mut self.defs[id.index()]
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = DefId> + use<> {
        (0..u32::try_from(self.defs.len()).unwrap_or(u32::MAX)).map(DefId)
    }

    /// Notes that something documented is not data; said once, however often it was met.
    pub(super) fn leave_out(&mut self, what: &str, at: Span, reason: LeftOutReason) {
        if !self.left_out.iter().any(|known| known.what == what) {
            self.left_out.push(LeftOut {
                what: what.to_owned(),
                at: Some(at),
                reason,
            });
        }
    }

    /// Whether something is known from a capture only.
    pub(super) fn is_captured(&self, origin: Origin) -> bool {
        self.captures.contains(&origin.span.file)
    }

    /// The definition that `source` gives of `identity`, if it was met.
    pub(super) fn find(&self, source: Source, identity: &Identity) -> Option<DefId> {
        self.by_identity.get(&(source, identity.clone())).copied()
    }

    /// The definition that `source` gives of `identity`; a new one with an unknown shape at the first call.
    pub(super) fn define(
        &mut self,
        source: Source,
        identity: Identity,
        name: &str,
        origin: Option<Origin>,
    ) -> DefId {
        let next = DefId(u32::try_from(self.defs.len()).unwrap_or(u32::MAX));
        let id = *self
            .by_identity
            .entry((source, identity.clone()))
            .or_insert(next);
        if id == next {
            self.defs.push(Def {
                source,
                identity,
                name: name.to_owned(),
                owner: None,
                shape: Shape::Unknown,
                doc: String::new(),
                deprecated: None,
                feature_flag: None,
                origins: Vec::new(),
            });
        }
        if let Some(origin) = origin {
            let origins = &mut self.defs[id.index()].origins;
            if origins.is_empty() {
                origins.push(origin);
            }
        }
        id
    }

    /// The definition that a type is, or is derived from, and the derivations, the outermost first.
    pub(super) fn base<'g>(&'g self, ty: &'g Ty) -> Option<(DefId, Vec<&'g Derivation>)> {
        let mut derivations = Vec::new();
        let mut ty = ty;
        // A longer way is a circle.
        for _ in 0..=self.defs.len() {
            let Ty::Ref(id) = ty.split_null().0 else {
                return None;
            };
            let id = self.resolve(*id);
            match &self.get(id).shape {
                Shape::Derived { base, derivation } => {
                    derivations.push(derivation);
                    ty = base;
                }
                _ => return Some((id, derivations)),
            }
        }
        None
    }

    /// The fields of an object type, derived or not, and the type of others that it allows. A type that
    /// the pages only name is the schema of its name.
    pub(super) fn fields_of(&self, ty: &Ty) -> Option<(Vec<FieldDef>, Option<Ty>)> {
        let (id, derivations) = self.base(ty)?;
        let Shape::Object { fields, additional } = self.described(id) else {
            return None;
        };
        let mut fields = fields.clone();
        for derivation in derivations.into_iter().rev() {
            let require = |field: &mut FieldDef, required| field.required = Some(required);
            derivation.apply(&mut fields, |field| &field.name, require);
        }
        Some((fields, additional.clone()))
    }

    fn described(&self, id: DefId) -> &Shape {
        let def = self.get(id);
        match def.shape {
            Shape::Unknown => self
                .find(Source::OpenApi, &Identity::Schema(def.name.clone()))
                .map_or(&def.shape, |id| &self.get(self.resolve(id)).shape),
            _ => &def.shape,
        }
    }

    /// A type without nullability and without aliases of anything but a type of its own, and whether
    /// there was any nullability.
    pub(super) fn bare<'t>(&'t self, ty: &'t Ty) -> (&'t Ty, bool) {
        let (mut ty, mut nullable) = ty.split_null();
        // A longer way is a circle.
        for _ in 0..=self.defs.len() {
            let Ty::Ref(id) = ty else { break };
            let Shape::Alias(target) = &self.get(self.resolve(*id)).shape else {
                break;
            };
            let (next, may_be_null) = target.split_null();
            ty = next;
            nullable |= may_be_null;
        }
        (ty, nullable)
    }

    /// Follows aliases to the definition that has a shape of its own.
    pub(super) fn resolve(&self, mut id: DefId) -> DefId {
        // An alias chain longer than the graph is a cycle; stop anywhere on it.
        for _ in 0..self.defs.len() {
            match &self.get(id).shape {
                Shape::Alias(Ty::Ref(next)) => id = *next,
                _ => break,
            }
        }
        id
    }

    /// The object fields of a definition, if it is an object.
    pub(super) fn fields(&self, id: DefId) -> &[FieldDef] {
        match &self.get(id).shape {
            Shape::Object { fields, .. } => fields,
            _ => &[],
        }
    }
}
