//! Classes of definitions in, types of the IR out.
//!
//! # What decides where the sources disagree
//!
//! | the sources say | what is taken |
//! |---|---|
//! | something definite and something vague (`any`, a bare object) | the definite one |
//! | a list and no list | the list: OpenAPI lost it |
//! | a string and an enum, or a string and a point in time | the enum, the point in time |
//! | a whole number and a number | the whole number |
//! | a number in a query whose default is whole, such as `limit` | a whole number |
//! | a union and an object type that is one of its members | the object type |
//! | a union and anything else | the union |
//! | two types with different names and fields, or one and a scalar | the OpenAPI document's, which is written beside the route |
//! | two scalars of different kinds | the page's, which the server's own types gave |
//! | the same in a query, where all is text on the wire | the OpenAPI document's |
//! | required and optional | optional |
//! | nullable and not | nullable |
//! | a field only in the OpenAPI document | the field |
//! | a field only on the pages, which list what a class holds, sent or not | the field, as optional |
//!
//! Each time a note says so and names both places, but for whole numbers, for which the pages have no word.

mod fields;
mod lower;
mod rules;

use super::graph::{Def, DefId, Derivation, FieldDef, Graph, Shape, Ty};
use super::unify::Classes;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{
    self, Api, EnumValue, Identity, Object, Origin, Owner, Source, Type, TypeDef, TypeId, Variant,
};
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Turns classes into types.
pub(super) struct Types<'a> {
    graph: &'a Graph,
    classes: &'a Classes,
    diagnostics: &'a mut Diagnostics,
    ids: HashMap<DefId, TypeId>,
    /// Derived types that differ from their base, by base and derivation.
    derived: HashMap<(TypeId, Derivation), TypeId>,
    /// Derived types to be made once their base has its fields.
    pending: Vec<(TypeId, TypeId, Derivation)>,
    /// The classes whose aliases are being followed.
    open: Vec<DefId>,
    /// How many lists and maps the type that is being lowered stands in.
    nest: usize,
    /// Whether was said that a type stands in too many.
    is_too_deep: bool,
    /// The definitions of which was said that nobody describes them.
    unknown: HashSet<DefId>,
}

/// Where two types stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a body.
    Body,
    /// In a query string.
    Query,
}

impl<'a> Types<'a> {
    pub(super) fn new(
        graph: &'a Graph,
        classes: &'a Classes,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            graph,
            classes,
            diagnostics,
            ids: HashMap::new(),
            derived: HashMap::new(),
            pending: Vec::new(),
            open: Vec::new(),
            nest: 0,
            is_too_deep: false,
            unknown: HashSet::new(),
        }
    }

    /// The definitions the types are made of.
    pub(super) fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// Where remarks go.
    pub(super) fn diagnostics(&mut self) -> &mut Diagnostics {
        self.diagnostics
    }

    /// Makes a type of every class that has fields, values or variants.
    pub(super) fn build(&mut self, api: &mut Api) {
        let has_shape = |id: &DefId| {
            matches!(
                self.graph.get(*id).shape,
                Shape::Object { .. } | Shape::Enum(_) | Shape::Union(_)
            )
        };
        let classes: Vec<(DefId, Vec<DefId>)> = self
            .classes
            .iter()
            .filter(|(_, members)| members.iter().any(has_shape))
            .map(|(class, members)| (class, members.to_vec()))
            .collect();
        for (class, members) in &classes {
            let id = api.add_type(self.frame(members));
            self.ids.insert(*class, id);
        }
        self.name_derived(api);
        for (class, members) in &classes {
            let shape = self.shape(api, members);
            let id = self.ids[class];
            api[id].shape = shape;
        }
    }

    /// Makes the derived types that have a name, before others come to share them.
    fn name_derived(&mut self, api: &mut Api) {
        let is_derived = |id: &DefId| matches!(self.graph.get(*id).shape, Shape::Derived { .. });
        let has_name = |id: &DefId| !self.graph.get(*id).name.is_empty();
        let named: Vec<DefId> = self
            .classes
            .iter()
            .filter(|(_, members)| members.iter().any(is_derived) && members.iter().any(has_name))
            .map(|(class, _)| class)
            .collect();
        for class in named {
            self.lower(api, &Ty::Ref(class));
        }
    }

    /// The definitions of a class: the first gives name and prose. Those with a name come before inline
    /// ones, types before their aliases, pages before documents.
    fn in_order(&self, members: &[DefId]) -> Vec<&'a Def> {
        let graph = self.graph;
        let mut defs: Vec<&Def> = members.iter().map(|id| graph.get(*id)).collect();
        defs.sort_by_key(|def| {
            (
                def.name.is_empty(),
                self.is_captured(def),
                matches!(def.shape, Shape::Alias(_)),
                def.source,
                &def.identity,
            )
        });
        defs
    }

    /// A type without its shape: names, prose, provenance.
    fn frame(&self, members: &[DefId]) -> TypeDef {
        let defs = self.in_order(members);
        let first = |text: fn(&Def) -> &str| {
            defs.iter()
                .map(|def| text(def))
                .find(|text| !text.is_empty())
                .unwrap_or_default()
                .to_owned()
        };
        let identities: BTreeSet<Identity> = defs.iter().map(|def| def.identity.clone()).collect();
        let name = first(|def| &def.name);
        let is_itself = |owner: &&Owner| owner.field.is_empty() && owner.name == name;
        TypeDef {
            identities: identities.into_iter().collect(),
            // The shortest owner is the least nested one.
            owner: defs
                .iter()
                .filter_map(|def| def.owner.as_ref())
                .filter(|owner| !is_itself(owner))
                .min_by_key(|owner| (owner.name.len(), *owner))
                .cloned(),
            name,
            shape: ir::Shape::Alias(Type::Any),
            doc: first(|def| &def.doc),
            deprecated: defs.iter().find_map(|def| def.deprecated.clone()),
            feature_flag: defs.iter().find_map(|def| def.feature_flag.clone()),
            origins: defs
                .iter()
                .flat_map(|def| def.origins.iter().copied())
                .collect(),
        }
    }

    fn shape(&mut self, api: &mut Api, members: &[DefId]) -> ir::Shape {
        let defs = self.in_order(members);
        let of = |source: Source| {
            (defs.iter())
                .filter(move |def| def.source == source)
                .map(|def| &def.shape)
        };
        let name = (defs.first()).map_or_else(String::new, |def| def.called());
        let values = |source| -> Vec<&EnumValue> {
            of(source)
                .filter_map(|shape| {
                    if let Shape::Enum(values) = shape {
                        Some(values)
                    } else {
                        None
                    }
                })
                .flatten()
                .collect()
        };
        let (mut pages, mut documents) = (values(Source::Pages), values(Source::OpenApi));
        if !pages.is_empty() && !documents.is_empty() {
            let is_told = |value: &&EnumValue| {
                let mut origins = value.origins.iter();
                origins.any(|origin| !self.graph.is_captured(*origin))
            };
            if pages.iter().any(is_told) != documents.iter().any(is_told) {
                pages.retain(is_told);
                documents.retain(is_told);
            }
        }
        if !pages.is_empty() || !documents.is_empty() {
            return ir::Shape::Enum(self.merge_values(&name, &pages, &documents));
        }
        let objects = |source| {
            of(source)
                .filter(|shape| matches!(shape, Shape::Object { .. }))
                .collect::<Vec<_>>()
        };
        let (pages, documents) = (objects(Source::Pages), objects(Source::OpenApi));
        if !pages.is_empty() || !documents.is_empty() {
            let additional = pages
                .iter()
                .chain(&documents)
                .find_map(|shape| match shape {
                    Shape::Object { additional, .. } => additional.clone(),
                    _ => None,
                });
            let (pages, documents) = (all_fields(&pages), all_fields(&documents));
            let fields = self.merge_fields(api, Place::Body, &name, &pages, &documents);
            return ir::Shape::Object(Object {
                fields,
                additional: additional.map(|ty| self.lower(api, &ty)),
            });
        }
        let union = of(Source::Pages)
            .chain(of(Source::OpenApi))
            .find_map(|shape| match shape {
                Shape::Union(variants) => Some(variants),
                _ => None,
            });
        match union {
            Some(variants) => self.union(api, variants),
            // An enum whose values nobody lists is a string.
            None => ir::Shape::Alias(Type::String),
        }
    }

    /// Whether a definition is known from captures only.
    fn is_captured(&self, def: &Def) -> bool {
        let mut origins = def.origins.iter();
        !def.origins.is_empty() && origins.all(|origin| self.graph.is_captured(*origin))
    }

    fn merge_values(
        &mut self,
        name: &str,
        pages: &[&EnumValue],
        documents: &[&EnumValue],
    ) -> Vec<EnumValue> {
        let mut merged: IndexMap<&str, EnumValue> = IndexMap::new();
        for value in pages.iter().chain(documents) {
            match merged.get_mut(value.value.as_str()) {
                Some(known) => {
                    known.origins.extend(&value.origins);
                    known.constant = known.constant.take().or_else(|| value.constant.clone());
                    if known.doc.is_empty() {
                        known.doc.clone_from(&value.doc);
                    }
                }
                None => {
                    merged.insert(&value.value, (*value).clone());
                }
            }
        }
        if !pages.is_empty() && !documents.is_empty() {
            for value in merged.values() {
                let sides: Vec<Source> = value.origins.iter().map(|origin| origin.source).collect();
                if let [origin, ..] = value.origins.as_slice()
                    && !(sides.contains(&Source::Pages) && sides.contains(&Source::OpenApi))
                {
                    let message = format!(
                        "`{name}` has the value `{}` in one source only; it is kept",
                        value.value
                    );
                    self.diagnostics.push(
                        Diagnostic::new(Code::EnumDisagreement, message)
                            .label(origin.span, "listed here only"),
                    );
                }
            }
        }
        merged.into_values().collect()
    }

    fn union(&mut self, api: &mut Api, variants: &[(Ty, Span)]) -> ir::Shape {
        let tag = self.tag(variants);
        let mut merged: Vec<Variant> = Vec::new();
        for (ty, span) in variants {
            let value = tag.as_ref().and_then(|tag| self.literal(ty, tag));
            let variant = Variant {
                ty: self.lower(api, ty),
                tag: tag.clone().zip(value),
                origins: vec![Origin {
                    source: self.source_of(ty),
                    span: *span,
                }],
            };
            let is_known = |known: &Variant| known.ty == variant.ty && known.tag == variant.tag;
            if !merged.iter().any(is_known) {
                merged.push(variant);
            }
        }
        match merged.as_slice() {
            [only] => ir::Shape::Alias(only.ty.clone()),
            _ => ir::Shape::Union(merged),
        }
    }

    fn source_of(&self, ty: &Ty) -> Source {
        match ty {
            Ty::Ref(id) => self.graph.get(*id).source,
            _ => Source::Pages,
        }
    }

    /// The field whose literal tells the variants apart.
    fn tag(&self, variants: &[(Ty, Span)]) -> Option<String> {
        let Some((Ty::Ref(first), _)) = variants.first() else {
            return None;
        };
        let fields = self.graph.fields(self.graph.resolve(*first));
        let is_tag = |field: &&FieldDef| {
            let mut values: Vec<Option<String>> = variants
                .iter()
                .map(|(ty, _)| self.literal(ty, &field.name))
                .collect();
            let all = values.iter().all(Option::is_some);
            values.sort();
            values.dedup();
            all && values.len() == variants.len()
        };
        fields.iter().find(is_tag).map(|field| field.name.clone())
    }

    fn literal(&self, ty: &Ty, field: &str) -> Option<String> {
        let Ty::Ref(id) = ty else { return None };
        let field = self
            .graph
            .fields(self.graph.resolve(*id))
            .iter()
            .find(|known| known.name == field)?;
        match &field.ty {
            Ty::Literal(value) => Some(value.clone()),
            _ => None,
        }
    }
}

fn all_fields<'g>(shapes: &[&'g Shape]) -> Vec<&'g FieldDef> {
    let fields = |shape: &&'g Shape| match shape {
        Shape::Object { fields, .. } => fields.as_slice(),
        _ => &[],
    };
    shapes.iter().flat_map(fields).collect()
}

/// The type, nullable if `nullable`.
pub(super) fn or_null(ty: Type, nullable: bool) -> Type {
    match ty {
        Type::Nullable(_) => ty,
        other if nullable => Type::Nullable(Box::new(other)),
        other => other,
    }
}
