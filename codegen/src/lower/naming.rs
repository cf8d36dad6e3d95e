//! The names of types.
//!
//! A documented name is kept where it means one thing. Where several types share it, the schema or
//! entity of that name keeps it and the others get their owner's name before it. Types that nobody
//! named are called after their owner and the field, unions after what they consist of.

use super::model::{Holder, RustType};
use super::resolve::Types;
use super::usage::{Usages, named};
use crate::ir::{Api, Identity, Shape, TypeId};
use crate::names::{Kind, Scope, pascal, singular};
use std::collections::HashMap;

/// A union is called after its variants up to this length, then after its owner.
const LONGEST_UNION: usize = 60;

/// The identifiers of the types in use, by [`TypeId::index`]; the others have none.
pub(crate) fn type_names(api: &Api, types: &Types<'_>, usages: &Usages<'_>) -> Vec<Option<String>> {
    let mut wishes = Wishes {
        api,
        types,
        holders: &usages.holders,
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

/// What a type of an owner is called: the owner without the suffix that says where it is used, then its
/// own name; two words or more in which the one ends and the other begins stand once.
fn within(owner: &str, name: &str) -> String {
    let suffixes = ["Req", "Res", "Payload"];
    let owner = suffixes
        .iter()
        .find_map(|suffix| owner.strip_suffix(suffix))
        .unwrap_or(owner);
    let starts = |text: &str| -> Vec<usize> {
        text.match_indices(char::is_uppercase)
            .map(|(at, _)| at)
            .collect()
    };
    let own_words = starts(name);
    let shared = starts(owner).into_iter().find(|&at| {
        let words = starts(&owner[at..]).len();
        words >= 2 && name.starts_with(&owner[at..]) && own_words.contains(&(owner.len() - at))
    });
    format!("{}{name}", &owner[..shared.unwrap_or(owner.len())])
}

/// For each documented name the type that keeps it.
fn keepers<'a>(api: &'a Api, usages: &Usages<'_>) -> HashMap<&'a str, Option<TypeId>> {
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
    holders: &'a [Vec<Holder<'a>>],
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
                within(&self.owner_name(id), &Kind::Type.identifier(&def.name))
            };
        }
        if let Some(joined) = self.joined_variants(id) {
            return joined;
        }
        match self.holding_union(id) {
            Some(union) => self.wanted(union) + inline_variant(&def.shape),
            None => within(&self.owner_name(id), &self.field_name(id)),
        }
    }

    /// The variants of a union, if all of them have names and it does not get too long.
    fn joined_variants(&self, id: TypeId) -> Option<String> {
        let Shape::Union(variants) = &self.api[id].shape else {
            return None;
        };
        let mut types: Vec<_> = (self.types.variants(variants).into_iter())
            .map(|(ty, _)| ty)
            .collect();
        types.sort_by_key(|ty| named(ty).is_none());
        let is_inline = |ty| named(ty).is_some_and(|id| self.api[id].name.is_empty());
        let documented = |id: TypeId| Kind::Type.identifier(&self.api[id].name);
        let names: Vec<_> = (types.iter())
            .map(|ty| variant_name(ty, &documented))
            .collect();
        let joined = names.join("Or");
        (joined.len() <= LONGEST_UNION && !types.iter().any(is_inline)).then_some(joined)
    }

    /// The union that an inline type is a variant of.
    fn holding_union(&self, id: TypeId) -> Option<TypeId> {
        let holder = self.holders[id.index()].first()?.owner;
        matches!(self.api[holder].shape, Shape::Union(_)).then_some(holder)
    }

    /// What an owner is called, or would be if it had a name.
    fn owner_name(&mut self, id: TypeId) -> String {
        let documented = self.api[id].owner.as_ref().map_or("", |owner| &owner.name);
        let holders = &self.holders[id.index()];
        let owner = (holders.iter())
            .find(|holder| documented.is_empty() || self.api[holder.owner].name == documented)
            .map(|holder| holder.owner);
        match owner {
            Some(owner) if owner != id => self.wanted(owner),
            _ => pascal(documented),
        }
    }

    fn field_name(&self, id: TypeId) -> String {
        let holders = &self.holders[id.index()];
        let documented = self.api[id]
            .owner
            .as_ref()
            .map(|owner| owner.field.as_str());
        let holder = (holders.iter())
            .find(|holder| documented == Some(holder.field))
            .or_else(|| holders.first());
        let field = pascal(
            documented
                .or(holder.map(|holder| holder.field))
                .unwrap_or(""),
        );
        if holder.is_some_and(|holder| holder.is_item) {
            singular(&field)
        } else {
            field
        }
    }
}

/// What an inline type is called as a variant of a union.
pub(crate) fn inline_variant(shape: &Shape) -> &'static str {
    match shape {
        Shape::Object(_) => "Object",
        Shape::Union(_) => "Union",
        Shape::Enum(_) | Shape::Alias(_) => "Value",
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

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn names_of_types_within_others() {
        assert_eq!(
            within("StorePostReturnsReq", "Item"),
            "StorePostReturnsItem"
        );
        assert_eq!(within("Lamp", "Kind"), "LampKind");
        // One word in common is not enough.
        assert_eq!(
            within("PostProductReq", "ProductVariantReq"),
            "PostProductProductVariantReq"
        );
        assert_eq!(
            within("PostProductVariantReq", "ProductVariantOption"),
            "PostProductVariantOption"
        );
        // The words must end together.
        assert_eq!(
            within("PostProductVar", "ProductVariant"),
            "PostProductVarProductVariant"
        );
        assert_eq!(within("Req", "Item"), "Item");
    }
}
