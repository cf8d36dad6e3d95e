//! The types in use, one by one: fields and their presence, variants, boxes.

use super::boxes::{self, Node, Part};
use super::empty;
use super::equality;
use super::model::{
    EnumVariant, Holder, Presence, RustType, Struct, StructField, TypeItem, TypeKind, Union,
    UnionVariant, Usage, Uses,
};
use super::naming::{inline_variant, variant_name};
use super::resolve::Types;
use super::usage::Usages;
use crate::ir::{self, Api, EnumValue, Identity, Shape, TypeId};
use crate::names::{Kind, Scope};
use std::collections::BTreeMap;

/// The types in use, by [`TypeId::index`].
pub(crate) fn lower<'a>(
    api: &'a Api,
    types: &Types<'a>,
    usages: &Usages<'a>,
    names: &[Option<String>],
) -> Vec<Option<TypeItem<'a>>> {
    let lowering = Lowering { api, types, names };
    let mut items: Vec<_> = api
        .type_ids()
        .map(|id| {
            let usage = usages.of[id.index()].as_ref()?;
            lowering.item(id, usage, usages.only_holder(id))
        })
        .collect();
    box_values(&mut items);
    empty::found(&mut items);
    equality::mark(&mut items);
    items
}

struct Lowering<'s, 'a> {
    api: &'a Api,
    types: &'s Types<'a>,
    names: &'s [Option<String>],
}

impl<'a> Lowering<'_, 'a> {
    fn item(
        &self,
        id: TypeId,
        usage: &Usage,
        only_holder: Option<Holder<'a>>,
    ) -> Option<TypeItem<'a>> {
        let ir = &self.api[id];
        let kind = match (self.types.alias(id), &ir.shape) {
            (Some(alias), _) => TypeKind::Alias(alias.clone()),
            (None, Shape::Alias(ty)) => TypeKind::Alias(self.types.rust_type(ty)),
            (None, Shape::Object(object)) => TypeKind::Struct(self.structure(ir, object, usage)),
            (None, Shape::Enum(values)) => TypeKind::Enum(enum_variants(values)),
            (None, Shape::Union(variants)) => TypeKind::Union(self.union(variants, usage)),
        };
        Some(TypeItem {
            name: self.names[id.index()].clone()?,
            ir,
            usage: usage.clone(),
            only_holder,
            uses: Uses::default(),
            has_total_equality: true,
            kind,
        })
    }

    fn structure(&self, def: &ir::TypeDef, object: &'a ir::Object, usage: &Usage) -> Struct<'a> {
        let mut names = Scope::default();
        let mut setters = Scope::default();
        let fields: Vec<_> = (object.fields.iter())
            .map(|ir| StructField {
                ir,
                name: names.claim(Kind::Field, &ir.name),
                setter: setters.claim(Kind::Method, &ir.name),
                ty: self.types.rust_type(&ir.ty),
                presence: presence(ir, usage),
                boxed: false,
                omitted_by: BTreeMap::new(),
            })
            .collect();
        let additional = object.additional.as_ref().map(|values| {
            let ty = self
                .types
                .rust_type(&ir::Type::Map(Box::new(values.clone())));
            (names.claim(Kind::Field, "additional"), ty)
        });
        let has_either =
            (fields.iter()).any(|field: &StructField<'_>| field.presence == Presence::Either);
        Struct {
            nulls: has_either.then(|| names.claim(Kind::Field, "nulls")),
            fields,
            additional,
            // Entities are made by the server, also where a payload refers to one.
            constructible: usage.is_request() && !(usage.response && is_entity(def)),
        }
    }

    fn union(&self, variants: &'a [ir::Variant], usage: &Usage) -> Union<'a> {
        let name_of = |id: TypeId| match self.api[id].name.as_str() {
            "" => inline_variant(&self.api[id].shape).to_owned(),
            documented => documented.to_owned(),
        };
        let mut variants = self.types.variants(variants);
        let tag = common_tag(&variants);
        if tag.is_none() {
            // Variants are tried in turn: one that asks for less would hide those that ask for more.
            variants.sort_by_key(|(ty, _)| (std::cmp::Reverse(self.demands(ty)), breadth(ty)));
        }
        let mut scope = Scope::default();
        let types: Vec<_> = variants.iter().map(|(ty, _)| ty.clone()).collect();
        let is_alone =
            |ty: &RustType| types.iter().filter(|other| self.alike(other, ty)).count() == 1;
        let variants = (variants.into_iter())
            .map(|(ty, ir)| UnionVariant {
                ir,
                name: scope.claim(Kind::Variant, &variant_name(&ty, &name_of)),
                tag: (ir.tag.as_ref())
                    .filter(|_| tag.is_some())
                    .map(|(_, value)| value.as_str()),
                boxed: false,
                convertible: usage.is_request() && is_alone(&ty),
                ty,
            })
            .collect();
        Union {
            variants,
            tag,
            open: usage.response,
            first: 0,
        }
    }

    /// How many fields an object of this type must have for it to be decoded.
    fn demands(&self, ty: &RustType) -> usize {
        let RustType::Named(id) = ty else { return 0 };
        match &self.api[*id].shape {
            Shape::Object(object) => object
                .fields
                .iter()
                .filter(|field| field.required && !field.nullable)
                .count(),
            _ => 0,
        }
    }

    /// Whether Rust cannot tell two types apart.
    fn alike(&self, a: &RustType, b: &RustType) -> bool {
        self.unaliased(a) == self.unaliased(b)
    }

    fn unaliased(&self, ty: &RustType) -> RustType {
        let inner = |ty: &RustType| Box::new(self.unaliased(ty));
        match ty {
            RustType::Named(id) => match self.types.alias(*id) {
                Some(alias) => self.unaliased(alias),
                None => ty.clone(),
            },
            RustType::List(item) => RustType::List(inner(item)),
            RustType::Map(value) => RustType::Map(inner(value)),
            RustType::Option(value) => RustType::Option(inner(value)),
            other => other.clone(),
        }
    }
}

fn is_entity(def: &ir::TypeDef) -> bool {
    (def.identities.iter())
        .any(|identity| matches!(identity, Identity::Link(link) if link.starts_with("entities.")))
}

/// What absence and null mean for a field of a type that is used like this.
///
/// Where the same type is sent and received, it tells the truth about what is received.
fn presence(field: &ir::Field, usage: &Usage) -> Presence {
    let is_always_sent = field.required && !(usage.response && field.expandable);
    match (is_always_sent, field.nullable) {
        (true, false) => Presence::Always,
        (true, true) => Presence::Nullable,
        (false, true) if usage.body && !usage.query && !usage.response => Presence::Patch,
        (false, true) if usage.response => Presence::Either,
        (false, _) => Presence::Optional,
    }
}

fn enum_variants(values: &[EnumValue]) -> Vec<EnumVariant<'_>> {
    let mut scope = Scope::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut variants = Vec::new();
    for ir in values {
        if !seen.contains(&ir.value.as_str()) {
            seen.push(&ir.value);
            let name = scope.claim(Kind::Variant, &ir.value);
            variants.push(EnumVariant { name, ir });
        }
    }
    variants
}

/// The field that tells all variants apart, if one does.
fn common_tag<'a>(variants: &[(RustType, &'a ir::Variant)]) -> Option<&'a str> {
    let mut fields = variants
        .iter()
        .map(|(_, ir)| ir.tag.as_ref().map(|(field, _)| field.as_str()));
    let first = fields.next().flatten()?;
    fields.all(|field| field == Some(first)).then_some(first)
}

fn box_values(items: &mut [Option<TypeItem<'_>>]) {
    let nodes: Vec<Node> = (items.iter())
        .map(|item| {
            item.as_ref()
                .map_or_else(Node::default, |item| node(item, items))
        })
        .collect();
    for (index, number) in boxes::boxed(&nodes) {
        match items[index].as_mut().map(|item| &mut item.kind) {
            Some(TypeKind::Struct(structure)) => structure.fields[number].boxed = true,
            Some(TypeKind::Union(union)) => union.variants[number].boxed = true,
            Some(TypeKind::Enum(_) | TypeKind::Alias(_)) | None => {}
        }
    }
}

/// What a type holds by value.
fn node(item: &TypeItem<'_>, items: &[Option<TypeItem<'_>>]) -> Node {
    let parts: Vec<(&RustType, bool)> = match &item.kind {
        TypeKind::Struct(structure) => (structure.fields.iter())
            .map(|field| {
                (
                    &field.ty,
                    matches!(
                        field.presence,
                        Presence::Nullable | Presence::Optional | Presence::Either
                    ),
                )
            })
            .collect(),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .map(|variant| (&variant.ty, true))
            .collect(),
        TypeKind::Enum(_) | TypeKind::Alias(_) => Vec::new(),
    };
    let mut node = Node {
        is_union: matches!(item.kind, TypeKind::Union(_)),
        ..Node::default()
    };
    for (number, (ty, is_optional)) in parts.into_iter().enumerate() {
        match held(ty, items) {
            Held::Type(target) => node.parts.push(Part {
                number,
                target,
                is_optional,
            }),
            Held::Bytes(bytes) if node.is_union => node.own = node.own.max(bytes),
            Held::Bytes(bytes) => node.own += bytes,
        }
    }
    node
}

/// What a value has in itself.
enum Held {
    /// A struct or union.
    Type(usize),
    /// This many bytes, at most.
    Bytes(usize),
}

fn held(ty: &RustType, items: &[Option<TypeItem<'_>>]) -> Held {
    match ty {
        RustType::Option(inner) => held(inner, items),
        RustType::Named(id) => match items[id.index()].as_ref().map(|item| &item.kind) {
            Some(TypeKind::Alias(alias)) => held(alias, items),
            Some(TypeKind::Struct(_) | TypeKind::Union(_)) => Held::Type(id.index()),
            Some(TypeKind::Enum(_)) | None => Held::Bytes(24),
        },
        RustType::Json => Held::Bytes(32),
        RustType::String
        | RustType::JsonObject
        | RustType::List(_)
        | RustType::Map(_)
        | RustType::Timestamp => Held::Bytes(24),
        RustType::Integer | RustType::Number => Held::Bytes(16),
        RustType::Boolean => Held::Bytes(1),
    }
}

/// How many values of other types a scalar takes in: every whole number is a number, much is a text.
fn breadth(ty: &RustType) -> u8 {
    match ty {
        RustType::Number => 1,
        RustType::String => 2,
        _ => 0,
    }
}
