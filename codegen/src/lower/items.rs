//! The types in use, one by one: fields and their presence, variants, boxes.

use super::boxes::{self, Edge};
use super::model::{
    EnumVariant, Presence, RustType, Struct, StructField, TypeItem, TypeKind, Union, UnionVariant,
    Usage,
};
use super::naming::variant_name;
use super::resolve::Types;
use super::usage::Usages;
use crate::ir::{self, Api, EnumValue, Shape, TypeId};
use crate::names::{Kind, Scope};

/// The types in use, by [`TypeId::index`].
pub(crate) fn lower<'a>(
    api: &'a Api,
    types: &Types<'a>,
    usages: &Usages,
    names: &[Option<String>],
) -> Vec<Option<TypeItem<'a>>> {
    let lowering = Lowering { api, types, names };
    let mut items: Vec<_> = TypeId::all(api)
        .map(|id| {
            let usage = usages.of[id.index()].as_ref()?;
            lowering.item(id, usage)
        })
        .collect();
    box_values(&mut items);
    items
}

struct Lowering<'s, 'a> {
    api: &'a Api,
    types: &'s Types<'a>,
    names: &'s [Option<String>],
}

impl<'a> Lowering<'_, 'a> {
    fn item(&self, id: TypeId, usage: &Usage) -> Option<TypeItem<'a>> {
        let ir = &self.api[id];
        let kind = match (self.types.alias(id), &ir.shape) {
            (Some(alias), _) => TypeKind::Alias(alias.clone()),
            (None, Shape::Alias(ty)) => TypeKind::Alias(self.types.rust_type(ty)),
            (None, Shape::Object(object)) => TypeKind::Struct(self.structure(object, usage)),
            (None, Shape::Enum(values)) => TypeKind::Enum(enum_variants(values)),
            (None, Shape::Union(variants)) => TypeKind::Union(self.union(variants, usage)),
        };
        Some(TypeItem {
            name: self.names[id.index()].clone()?,
            ir,
            usage: usage.clone(),
            kind,
        })
    }

    fn structure(&self, object: &'a ir::Object, usage: &Usage) -> Struct<'a> {
        let mut names = Scope::default();
        let mut setters = Scope::default();
        let fields = (object.fields.iter())
            .map(|ir| StructField {
                ir,
                name: names.claim(Kind::Field, &ir.name),
                setter: setters.claim(Kind::Method, &ir.name),
                ty: self.types.rust_type(&ir.ty),
                presence: presence(ir, usage),
                boxed: false,
            })
            .collect();
        let additional = object.additional.as_ref().map(|values| {
            let ty = self
                .types
                .rust_type(&ir::Type::Map(Box::new(values.clone())));
            (names.claim(Kind::Field, "additional"), ty)
        });
        Struct {
            fields,
            additional,
            constructible: usage.is_request(),
        }
    }

    fn union(&self, variants: &'a [ir::Variant], usage: &Usage) -> Union<'a> {
        let name_of = |id: TypeId| self.names[id.index()].clone().unwrap_or_default();
        let mut variants = self.types.variants(variants);
        let tag = common_tag(&variants);
        if tag.is_none() {
            // Variants are tried in turn: one that asks for less would hide those that ask for more.
            variants.sort_by_key(|(ty, _)| std::cmp::Reverse(self.demands(ty)));
        }
        let mut scope = Scope::default();
        let types: Vec<_> = variants.iter().map(|(ty, _)| ty.clone()).collect();
        let variants = (variants.into_iter())
            .map(|(ty, ir)| UnionVariant {
                ir,
                name: scope.claim(Kind::Variant, &variant_name(&ty, &name_of)),
                tag: (ir.tag.as_ref())
                    .filter(|_| tag.is_some())
                    .map(|(_, value)| value.as_str()),
                boxed: false,
                convertible: types.iter().filter(|other| self.alike(other, &ty)).count() == 1,
                ty,
            })
            .collect();
        Union {
            variants,
            tag,
            open: usage.response,
        }
    }

    /// How many fields an object of this type must have.
    fn demands(&self, ty: &RustType) -> usize {
        let RustType::Named(id) = ty else { return 0 };
        match &self.api[*id].shape {
            Shape::Object(object) => object.fields.iter().filter(|field| field.required).count(),
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

/// What absence and null mean for a field of a type that is used like this.
///
/// Where the same type is sent and received, it tells the truth about what is received.
fn presence(field: &ir::Field, usage: &Usage) -> Presence {
    let is_always_sent = field.required && !(usage.response && field.expandable);
    match (is_always_sent, field.nullable) {
        (true, false) => Presence::Always,
        (true, true) => Presence::Nullable,
        (false, true) if usage.body && !usage.query && !usage.response => Presence::Patch,
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
    let graph: Vec<Vec<Edge>> = items
        .iter()
        .map(|item| edges(item.as_ref(), items))
        .collect();
    for (node, part) in boxes::closing_cycles(&graph) {
        match items[node].as_mut().map(|item| &mut item.kind) {
            Some(TypeKind::Struct(structure)) => structure.fields[part].boxed = true,
            Some(TypeKind::Union(union)) => union.variants[part].boxed = true,
            Some(TypeKind::Enum(_) | TypeKind::Alias(_)) | None => {}
        }
    }
}

fn edges(item: Option<&TypeItem<'_>>, items: &[Option<TypeItem<'_>>]) -> Vec<Edge> {
    let parts: Vec<&RustType> = match item.map(|item| &item.kind) {
        Some(TypeKind::Struct(structure)) => {
            structure.fields.iter().map(|field| &field.ty).collect()
        }
        Some(TypeKind::Union(union)) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Some(TypeKind::Enum(_) | TypeKind::Alias(_)) | None => Vec::new(),
    };
    (parts.into_iter().enumerate())
        .filter_map(|(part, ty)| held(ty, items).map(|target| Edge { part, target }))
        .collect()
}

/// The struct or union that a value of this type has in itself.
fn held(ty: &RustType, items: &[Option<TypeItem<'_>>]) -> Option<usize> {
    match ty {
        RustType::Option(inner) => held(inner, items),
        RustType::Named(id) => match &items[id.index()].as_ref()?.kind {
            TypeKind::Alias(alias) => held(alias, items),
            _ => Some(id.index()),
        },
        _ => None,
    }
}
