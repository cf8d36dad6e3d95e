//! From type expressions of the IR to those of Rust.
//!
//! Inline unions of the same types become one; types that say nothing of their own (an object
//! without fields, a union of one) become aliases, and aliases that nobody named vanish.

use super::model::{ParameterValue, RustType};
use crate::ir::{Api, Field, Shape, Type, TypeId, Variant};
use std::collections::BTreeMap;

/// How the types of an [`Api`] are seen.
#[derive(Debug)]
pub(crate) struct Types<'a> {
    api: &'a Api,
    /// For each type the one that stands for it.
    canonical: Vec<TypeId>,
    aliases: Vec<Alias>,
}

#[derive(Clone, Debug)]
enum Alias {
    Unseen,
    /// Seen on the way to itself.
    Open,
    /// Not an alias, or another name for this.
    Known(Option<RustType>),
}

impl<'a> Types<'a> {
    /// Looks through all types of `api`.
    pub(crate) fn new(api: &'a Api) -> Self {
        let mut types = Self {
            api,
            canonical: api.type_ids().collect(),
            aliases: vec![Alias::Unseen; api.types.len()],
        };
        types.share_unions();
        for id in api.type_ids() {
            types.look_up_alias(id);
        }
        types
    }

    /// What `id` is another name for.
    pub(crate) fn alias(&self, id: TypeId) -> Option<&RustType> {
        match &self.aliases[id.index()] {
            Alias::Known(alias) => alias.as_ref(),
            Alias::Unseen | Alias::Open => None,
        }
    }

    /// What stands for `id`.
    pub(crate) fn canonical(&self, id: TypeId) -> TypeId {
        self.canonical[id.index()]
    }

    /// The Rust type for a type expression.
    pub(crate) fn rust_type(&self, ty: &Type) -> RustType {
        convert(ty, &mut |id| {
            let id = self.canonical(id);
            (self.alias(id).filter(|_| self.is_inline(id)).cloned()).unwrap_or(RustType::Named(id))
        })
    }

    /// The variants of a union, each type once.
    pub(crate) fn variants(&self, variants: &'a [Variant]) -> Vec<(RustType, &'a Variant)> {
        let mut distinct: Vec<(RustType, &Variant)> = Vec::new();
        for variant in variants {
            let ty = self.rust_type(&variant.ty);
            if !(distinct.iter()).any(|(seen, other)| *seen == ty && other.tag == variant.tag) {
                distinct.push((ty, variant));
            }
        }
        distinct
    }

    /// The types that the parts of a type are made of, with the names of its fields.
    pub(crate) fn parts(&self, id: TypeId) -> Vec<(&'a str, RustType)> {
        if let Some(alias) = self.alias(id) {
            return vec![("", alias.clone())];
        }
        match &self.api[id].shape {
            Shape::Object(object) => (object.fields.iter())
                .map(|field| (field.name.as_str(), &field.ty))
                .chain(object.additional.iter().map(|ty| ("value", ty)))
                .map(|(name, ty)| (name, self.rust_type(ty)))
                .collect(),
            Shape::Union(variants) => (self.variants(variants).into_iter())
                .map(|(ty, _)| ("", ty))
                .collect(),
            Shape::Enum(_) | Shape::Alias(_) => Vec::new(),
        }
    }

    /// What a caller gives for a parameter of the query or header.
    pub(crate) fn parameter(&self, field: &Field) -> ParameterValue {
        match self.rust_type(without_null(&field.ty)) {
            RustType::String if matches!(field.name.as_str(), "expand" | "fields") => {
                ParameterValue::Names
            }
            RustType::String => ParameterValue::Text,
            RustType::List(item) => ParameterValue::List(*item),
            RustType::Named(id) => self.named_parameter(id),
            other => ParameterValue::Plain(other),
        }
    }

    fn named_parameter(&self, id: TypeId) -> ParameterValue {
        if let Some(RustType::List(item)) = self.alias(id) {
            return ParameterValue::List((**item).clone());
        }
        if let Some(item) = self.one_or_many(id) {
            return ParameterValue::List(item);
        }
        match &self.api[id].shape {
            Shape::Union(_) => ParameterValue::Into(RustType::Named(id)),
            _ => ParameterValue::Plain(RustType::Named(id)),
        }
    }

    /// The `T` of a type that is `T | T[]`.
    pub(crate) fn one_or_many(&self, id: TypeId) -> Option<RustType> {
        let Shape::Union(variants) = &self.api[id].shape else {
            return None;
        };
        match self.variants(variants).as_slice() {
            [(one, _), (RustType::List(item), _)] | [(RustType::List(item), _), (one, _)]
                if **item == *one =>
            {
                Some(one.clone())
            }
            _ => None,
        }
    }

    fn is_inline(&self, id: TypeId) -> bool {
        self.api[id].name.is_empty()
    }

    fn share_unions(&mut self) {
        let api = self.api;
        loop {
            let mut first: BTreeMap<_, TypeId> = BTreeMap::new();
            let mut changed = false;
            for id in api.type_ids().filter(|&id| api[id].name.is_empty()) {
                let Shape::Union(variants) = &api[id].shape else {
                    continue;
                };
                let mut key: Vec<_> = (variants.iter())
                    .map(|variant| {
                        let ty =
                            convert(&variant.ty, &mut |id| RustType::Named(self.canonical(id)));
                        (ty, variant.tag.as_ref())
                    })
                    .collect();
                key.sort();
                key.dedup();
                let shared = *first.entry(key).or_insert(id);
                changed |= self.canonical[id.index()] != shared;
                self.canonical[id.index()] = shared;
            }
            if !changed {
                return;
            }
        }
    }

    fn look_up_alias(&mut self, id: TypeId) -> Option<RustType> {
        match &self.aliases[id.index()] {
            Alias::Known(alias) => return alias.clone(),
            // An alias of itself says nothing about the value.
            Alias::Open => return Some(RustType::Json),
            Alias::Unseen => self.aliases[id.index()] = Alias::Open,
        }
        let api = self.api;
        let alias = match &api[id].shape {
            Shape::Alias(ty) => Some(self.see_through(ty)),
            Shape::Enum(values) => values.is_empty().then_some(RustType::String),
            Shape::Object(object) if object.fields.is_empty() => {
                let values = object.additional.as_ref().unwrap_or(&Type::Any);
                Some(map_of(self.see_through(values)))
            }
            Shape::Object(_) => None,
            Shape::Union(variants) => self.only_variant(variants),
        };
        self.aliases[id.index()] = Alias::Known(alias.clone());
        alias
    }

    /// The one type that a union comes down to, if it does.
    fn only_variant(&mut self, variants: &[Variant]) -> Option<RustType> {
        let mut types: Vec<_> = (variants.iter())
            .map(|variant| self.see_through(&variant.ty))
            .collect();
        types.sort();
        types.dedup();
        match types.as_slice() {
            [] => Some(RustType::Json),
            [only] => Some(only.clone()),
            several => several.contains(&RustType::Json).then_some(RustType::Json),
        }
    }

    /// Like [`Self::rust_type`], while aliases are still being looked up.
    fn see_through(&mut self, ty: &Type) -> RustType {
        convert(ty, &mut |id| {
            let id = self.canonical(id);
            let is_open = matches!(self.aliases[id.index()], Alias::Open);
            let is_kept = !self.is_inline(id) && !is_open;
            (self.look_up_alias(id).filter(|_| !is_kept)).unwrap_or(RustType::Named(id))
        })
    }
}

fn convert(ty: &Type, named: &mut dyn FnMut(TypeId) -> RustType) -> RustType {
    match ty {
        // Outside of multipart bodies bytes are text.
        Type::String | Type::Binary => RustType::String,
        Type::Integer => RustType::Integer,
        Type::Number => RustType::Number,
        Type::Boolean => RustType::Boolean,
        Type::DateTime => RustType::Timestamp,
        Type::Any => RustType::Json,
        Type::Ref(id) => named(*id),
        Type::Array(item) => RustType::List(Box::new(convert(item, named))),
        Type::Map(value) => map_of(convert(value, named)),
        Type::Nullable(inner) => match convert(inner, named) {
            already @ (RustType::Json | RustType::Option(_)) => already,
            other => RustType::Option(Box::new(other)),
        },
    }
}

fn map_of(value: RustType) -> RustType {
    match value {
        RustType::Json => RustType::JsonObject,
        other => RustType::Map(Box::new(other)),
    }
}

fn without_null(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => without_null(inner),
        other => other,
    }
}
