//! The names of types.
//!
//! A documented name is kept where it means one thing. Where several types share it, the schema or
//! entity of that name keeps it and the others get their owner's name before it. Types that nobody
//! named are called after their owner and the field, unions after what they consist of.

use super::model::RustType;
use super::resolve::Types;
use super::usage::{Usages, named};
use crate::ir::{Api, Identity, Shape, TypeId};
use crate::names::{Kind, Scope, pascal, singular};
use std::collections::HashMap;

/// A union is called after its variants up to this length, then after its owner.
const LONGEST_UNION: usize = 60;

/// A place that refers to a type.
#[derive(Clone, Copy, Debug)]
struct Referrer<'a> {
    owner: TypeId,
    field: &'a str,
    is_item: bool,
}

/// The identifiers of the types in use, by [`TypeId::index`]; the others have none.
pub(crate) fn type_names(api: &Api, types: &Types<'_>, usages: &Usages) -> Vec<Option<String>> {
    let mut wishes = Wishes {
        api,
        types,
        referrers: referrers(api, types, usages),
        keepers: keepers(api, usages),
        wanted: vec![Wish::Unmade; api.types.len()],
    };
    let mut claims: Vec<_> = (usages.order.iter())
        .map(|&id| (wishes.rank(id), &api[id].identities, id))
        .collect();
    claims.sort();
    let mut scope = Scope::default();
    let mut names = vec![None; api.types.len()];
    for (_, _, id) in claims {
        names[id.index()] = Some(scope.claim(Kind::Type, &wishes.wanted(id)));
    }
    names
}

/// For each documented name the type that keeps it.
fn keepers<'a>(api: &'a Api, usages: &Usages) -> HashMap<&'a str, Option<TypeId>> {
    let mut sharing: HashMap<&str, Vec<TypeId>> = HashMap::new();
    for &id in &usages.order {
        sharing.entry(&api[id].name).or_default().push(id);
    }
    (sharing.into_iter())
        .map(|(name, ids)| {
            let mut main = ids.iter().filter(|&&id| is_main(api, id, name));
            let keeper = match (ids.as_slice(), main.next(), main.next()) {
                (&[only], ..) => Some(only),
                (_, Some(&only), None) => Some(only),
                _ => None,
            };
            (name, keeper)
        })
        .collect()
}

/// Whether a type is the entity or schema called `name`.
fn is_main(api: &Api, id: TypeId, name: &str) -> bool {
    (api[id].identities.iter()).any(|identity| match identity {
        Identity::Schema(schema) => schema == name,
        Identity::Link(link) => link.strip_prefix("entities.") == Some(name),
        Identity::Inline(_) => false,
    })
}

fn referrers<'a>(api: &'a Api, types: &Types<'_>, usages: &Usages) -> Vec<Vec<Referrer<'a>>> {
    let mut referrers = vec![Vec::new(); api.types.len()];
    let mut note = |owner, ty: &RustType, field| {
        if let Some(target) = named(ty) {
            referrers[target.index()].push(Referrer {
                owner,
                field,
                is_item: matches!(ty, RustType::List(_)),
            });
        }
    };
    for &owner in &usages.order {
        match &api[owner].shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    note(owner, &types.rust_type(&field.ty), &field.name);
                }
                if let Some(additional) = &object.additional {
                    note(owner, &types.rust_type(additional), "value");
                }
            }
            Shape::Union(variants) => {
                for variant in variants {
                    note(owner, &types.rust_type(&variant.ty), "");
                }
            }
            Shape::Alias(ty) => note(owner, &types.rust_type(ty), ""),
            Shape::Enum(_) => {}
        }
    }
    referrers
}

#[derive(Clone, Debug)]
enum Wish {
    Unmade,
    /// Being made: asking again would never end.
    Open,
    Made(String),
}

/// The names that types would have if they were alone.
struct Wishes<'a> {
    api: &'a Api,
    types: &'a Types<'a>,
    referrers: Vec<Vec<Referrer<'a>>>,
    keepers: HashMap<&'a str, Option<TypeId>>,
    wanted: Vec<Wish>,
}

impl Wishes<'_> {
    /// Who chooses first: documented names, then composed ones, then those of inline types.
    fn rank(&self, id: TypeId) -> u8 {
        match self.api[id].name.as_str() {
            "" => 2,
            name => u8::from(!self.keeps(id, name)),
        }
    }

    fn keeps(&self, id: TypeId, name: &str) -> bool {
        self.keepers.get(name) == Some(&Some(id))
    }

    fn wanted(&mut self, id: TypeId) -> String {
        match &self.wanted[id.index()] {
            Wish::Made(name) => return name.clone(),
            Wish::Open => return String::new(),
            Wish::Unmade => self.wanted[id.index()] = Wish::Open,
        }
        let name = self.make(id);
        self.wanted[id.index()] = Wish::Made(name.clone());
        name
    }

    fn make(&mut self, id: TypeId) -> String {
        let api = self.api;
        let def = &api[id];
        if !def.name.is_empty() {
            return if self.keeps(id, &def.name) {
                Kind::Type.identifier(&def.name)
            } else {
                self.owner_name(id) + &Kind::Type.identifier(&def.name)
            };
        }
        if let Shape::Union(variants) = &def.shape {
            let types = self.types;
            let mut variants: Vec<_> = (types.variants(variants).into_iter())
                .map(|(ty, _)| ty)
                .collect();
            variants.sort_by_key(|ty| named(ty).is_none());
            let names: Vec<_> = variants.iter().map(|ty| self.of_variant(ty)).collect();
            let joined = names.join("Or");
            if joined.len() <= LONGEST_UNION && !names.contains(&String::new()) {
                return joined;
            }
        }
        self.owner_name(id) + &self.field_name(id)
    }

    fn of_variant(&mut self, ty: &RustType) -> String {
        match ty {
            RustType::Named(id) => self.wanted(*id),
            other => variant_name(other, &|_| String::new()),
        }
    }

    /// What an owner is called, or would be if it had a name.
    fn owner_name(&mut self, id: TypeId) -> String {
        let documented = self.api[id].owner.as_ref().map_or("", |owner| &owner.name);
        let referrers = &self.referrers[id.index()];
        let owner = (referrers.iter())
            .find(|referrer| self.api[referrer.owner].name == documented)
            .or_else(|| referrers.first().filter(|_| documented.is_empty()))
            .map(|referrer| referrer.owner);
        match owner {
            Some(owner) if owner != id => self.wanted(owner),
            _ => pascal(documented),
        }
    }

    fn field_name(&self, id: TypeId) -> String {
        let referrers = &self.referrers[id.index()];
        let documented = self.api[id]
            .owner
            .as_ref()
            .map(|owner| owner.field.as_str());
        let referrer = (referrers.iter())
            .find(|referrer| documented == Some(referrer.field))
            .or_else(|| referrers.first());
        let field = pascal(
            documented
                .or(referrer.map(|referrer| referrer.field))
                .unwrap_or(""),
        );
        if referrer.is_some_and(|referrer| referrer.is_item) {
            singular(&field)
        } else {
            field
        }
    }
}

/// What a variant of a union is called after its type.
pub(crate) fn variant_name(ty: &RustType, name_of: &dyn Fn(TypeId) -> String) -> String {
    match ty {
        RustType::String => "String".to_owned(),
        RustType::Integer => "Integer".to_owned(),
        RustType::Number => "Number".to_owned(),
        RustType::Boolean => "Boolean".to_owned(),
        RustType::Timestamp => "Timestamp".to_owned(),
        RustType::Json => "Json".to_owned(),
        RustType::JsonObject => "Object".to_owned(),
        RustType::Named(id) => name_of(*id),
        RustType::List(item) => variant_name(item, name_of) + "List",
        RustType::Map(value) => variant_name(value, name_of) + "Map",
        RustType::Option(inner) => variant_name(inner, name_of),
    }
}
