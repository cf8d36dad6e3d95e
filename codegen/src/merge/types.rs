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
//! | a union and an object type that is one of its members | the object type |
//! | a union and anything else | the union |
//! | two types with different names and fields | the OpenAPI document's, which is written beside the route |
//! | two scalars of different kinds | the page's, which the server's own types gave |
//! | the same in a query, where all is text on the wire | the OpenAPI document's |
//! | required and optional | optional |
//! | nullable and not | nullable |
//! | a field only in the OpenAPI document | the field |
//! | a field only on the pages, which list what a class holds, sent or not | the field, as optional |
//!
//! Each time a note says so and names both places.

use super::graph::{DefId, Derivation, FieldDef, Graph, Shape, Ty};
use super::unify::Classes;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{
    self, Api, EnumValue, Field, Identity, Object, Origin, Owner, Source, Type, TypeDef, TypeId,
    Variant,
};
use indexmap::IndexMap;
use std::collections::HashMap;

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
}

/// Where two types stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a body.
    Body,
    /// In a query string.
    Query,
}

/// One side's field beside the other's.
type Pair<'g> = (Option<&'g FieldDef>, Option<&'g FieldDef>);

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
        for (class, members) in &classes {
            let shape = self.shape(api, members);
            let id = self.ids[class];
            api[id].shape = shape;
        }
        self.derive(api);
    }

    /// A type without its shape: names, prose, provenance.
    fn frame(&self, members: &[DefId]) -> TypeDef {
        let mut defs: Vec<_> = members.iter().map(|id| self.graph.get(*id)).collect();
        // Pages first, named before inline, then by identity: the first gives the name.
        defs.sort_by_key(|def| (def.name.is_empty(), def.source, def.identity.clone()));
        let first = |text: fn(&super::graph::Def) -> &str| {
            defs.iter()
                .map(|def| text(def))
                .find(|text| !text.is_empty())
                .unwrap_or_default()
                .to_owned()
        };
        let mut identities: Vec<Identity> = Vec::new();
        for def in &defs {
            if !identities.contains(&def.identity) {
                identities.push(def.identity.clone());
            }
        }
        TypeDef {
            name: first(|def| &def.name),
            identities,
            // The shortest owner is the least nested one.
            owner: defs
                .iter()
                .filter_map(|def| def.owner.clone())
                .min_by_key(|owner| (owner.name.len(), owner.clone())),
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
        let graph = self.graph;
        let of = |source: Source| {
            members
                .iter()
                .map(|id| graph.get(*id))
                .filter(move |def| def.source == source)
                .map(|def| &def.shape)
        };
        let name = members
            .iter()
            .map(|id| graph.get(*id))
            .map(|def| def.name.as_str())
            .find(|name| !name.is_empty());
        let name = name.unwrap_or("an inline type").to_owned();
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
        let (pages, documents) = (values(Source::Pages), values(Source::OpenApi));
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
            Some(variants) => ir::Shape::Union(self.variants(api, variants)),
            // An enum whose values nobody lists is a string.
            None => ir::Shape::Alias(Type::String),
        }
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
                Some(known) => known.origins.extend(&value.origins),
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

    fn variants(&mut self, api: &mut Api, variants: &[(Ty, Span)]) -> Vec<Variant> {
        let tag = self.tag(variants);
        let variant = |(ty, span): &(Ty, Span)| Variant {
            ty: self.lower(api, ty),
            tag: tag
                .as_ref()
                .and_then(|tag| self.literal(ty, tag).map(|value| (tag.clone(), value))),
            origins: vec![Origin {
                source: self.source_of(ty),
                span: *span,
            }],
        };
        variants.iter().map(variant).collect()
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

    /// The fields of both sources, in the pages' order, then the document's.
    pub(super) fn merge_fields(
        &mut self,
        api: &mut Api,
        place: Place,
        owner: &str,
        pages: &[&FieldDef],
        documents: &[&FieldDef],
    ) -> Vec<Field> {
        let mut pairs: IndexMap<&str, Pair<'_>> = IndexMap::new();
        for field in pages {
            pairs.entry(&field.name).or_default().0.get_or_insert(field);
        }
        for field in documents {
            pairs.entry(&field.name).or_default().1.get_or_insert(field);
        }
        let both_speak = !pages.is_empty() && !documents.is_empty();
        pairs
            .into_values()
            .map(|pair| self.merge_field(api, place, owner, pair, both_speak))
            .collect()
    }

    fn merge_field(
        &mut self,
        api: &mut Api,
        place: Place,
        owner: &str,
        pair: Pair<'_>,
        both_speak: bool,
    ) -> Field {
        let (page, document) = pair;
        let one_sided = both_speak && (page.is_none() || document.is_none());
        let optional = |side: &FieldDef| side.required == Some(false) || side.expandable;
        let sides: Vec<&FieldDef> = page.into_iter().chain(document).collect();
        let text = |text: fn(&FieldDef) -> Option<&String>| {
            sides.iter().find_map(|side| text(side)).cloned()
        };
        let (ty, nullable) = match (page, document) {
            (Some(page), Some(document)) => {
                self.compare(owner, page, document);
                self.choose(api, place, &page.ty, &document.ty)
            }
            (Some(only), None) | (None, Some(only)) => {
                if one_sided {
                    self.note_one_sided(owner, only);
                }
                let (ty, nullable) = only.ty.split_null();
                (self.lower(api, ty), nullable)
            }
            (None, None) => (Type::Any, false),
        };
        let expandable = sides.iter().any(|side| side.expandable);
        Field {
            name: sides
                .first()
                .map(|side| side.name.clone())
                .unwrap_or_default(),
            ty,
            required: !sides.iter().any(|side| optional(side))
                && (document.is_some() || !one_sided),
            nullable,
            expandable,
            default: text(|side| side.default.as_ref()),
            example: sides.iter().find_map(|side| side.example.clone()),
            doc: text(|side| Some(&side.doc).filter(|doc| !doc.is_empty())).unwrap_or_default(),
            deprecated: text(|side| side.deprecated.as_ref()),
            feature_flag: text(|side| side.feature_flag.as_ref()),
            origins: sides.iter().map(|side| side.origin).collect(),
        }
    }

    fn note_one_sided(&mut self, owner: &str, field: &FieldDef) {
        let name = &field.name;
        let (code, message) = match field.origin.source {
            Source::OpenApi => (
                Code::FieldOnlyInOpenApi,
                format!("`{owner}.{name}` is known to the OpenAPI document only; it is kept"),
            ),
            _ => (
                Code::FieldOnlyInPages,
                format!("`{owner}.{name}` is known to the page only; it is taken as optional"),
            ),
        };
        self.diagnostics
            .push(Diagnostic::new(code, message).label(field.origin.span, "known here only"));
    }

    /// Notes where two descriptions of a field differ.
    fn compare(&mut self, owner: &str, page: &FieldDef, document: &FieldDef) {
        let name = &page.name;
        let mut found = Vec::new();
        let required = |field: &FieldDef| field.required != Some(false) && !field.expandable;
        if required(page) != required(document) {
            let say = |field: &FieldDef| {
                if required(field) {
                    "required"
                } else {
                    "optional"
                }
                .to_owned()
            };
            let message =
                format!("`{owner}.{name}` is required in one source only; it is taken as optional");
            found.push((
                Code::RequiredDisagreement,
                message,
                say(page),
                say(document),
            ));
        }
        let ((page_ty, page_null), (document_ty, document_null)) =
            (page.ty.split_null(), document.ty.split_null());
        if page_null != document_null {
            let say = |null: bool| if null { "may be null" } else { "never null" }.to_owned();
            let message =
                format!("`{owner}.{name}` is nullable in one source only; it is taken as nullable");
            found.push((
                Code::NullableDisagreement,
                message,
                say(page_null),
                say(document_null),
            ));
        }
        if !self.agree(page_ty, document_ty) {
            let message = format!("`{owner}.{name}` has different types in the two sources");
            found.push((
                Code::TypeDisagreement,
                message,
                self.describe(page_ty),
                self.describe(document_ty),
            ));
        }
        for (code, message, here, there) in found {
            self.diagnostics.push(
                Diagnostic::new(code, message)
                    .label(page.origin.span, format!("the page: {here}"))
                    .label(
                        document.origin.span,
                        format!("the OpenAPI document: {there}"),
                    ),
            );
        }
    }

    fn agree(&self, page: &Ty, document: &Ty) -> bool {
        match (page.split_null().0, document.split_null().0) {
            (Ty::Ref(page), Ty::Ref(document)) => {
                self.classes.find(*page) == self.classes.find(*document)
            }
            (Ty::Array(page), Ty::Array(document)) | (Ty::Map(page), Ty::Map(document)) => {
                self.agree(page, document)
            }
            (Ty::Number, Ty::Integer) | (Ty::Literal(_), Ty::String) => true,
            (page, document) if page.is_vague() && document.is_vague() => true,
            (page, document) => page == document,
        }
    }

    /// A type in a few words.
    fn describe(&self, ty: &Ty) -> String {
        match ty {
            Ty::Any => "any value".to_owned(),
            Ty::Opaque => "a bare object".to_owned(),
            Ty::Nothing => "nothing".to_owned(),
            Ty::String => "string".to_owned(),
            Ty::Literal(value) => format!("\"{value}\""),
            Ty::Integer => "integer".to_owned(),
            Ty::Number => "number".to_owned(),
            Ty::Boolean => "boolean".to_owned(),
            Ty::DateTime => "a date".to_owned(),
            Ty::Binary => "a file".to_owned(),
            Ty::Array(item) => format!("a list of {}", self.describe(item)),
            Ty::Map(value) => format!("a map to {}", self.describe(value)),
            Ty::Nullable(inner) => format!("{} or null", self.describe(inner)),
            Ty::Ref(id) => {
                let def = self.graph.get(*id);
                match (&def.shape, def.name.as_str()) {
                    (Shape::Derived { base, .. }, _) => {
                        format!("a part of {}", self.describe(base))
                    }
                    (_, name) if !name.is_empty() => format!("`{name}`"),
                    (Shape::Enum(_), _) => "an enum".to_owned(),
                    (Shape::Union(_), _) => "one of several types".to_owned(),
                    _ => "an inline object".to_owned(),
                }
            }
        }
    }

    /// The type of a place that both sources describe, and whether it may be null.
    pub(super) fn choose(
        &mut self,
        api: &mut Api,
        place: Place,
        page: &Ty,
        document: &Ty,
    ) -> (Type, bool) {
        let ((page, page_null), (document, document_null)) =
            (page.split_null(), document.split_null());
        let chosen = match (page, document) {
            (Ty::Map(page), Ty::Map(document)) => {
                let (value, nullable) = self.choose(api, place, page, document);
                Type::Map(Box::new(or_null(value, nullable)))
            }
            (Ty::Array(_), _) | (_, Ty::Array(_))
                if !self.is_union(page) && !self.is_union(document) =>
            {
                let (item, nullable) = self.choose(api, place, item(page), item(document));
                Type::Array(Box::new(or_null(item, nullable)))
            }
            (page, document) => {
                let stronger = self.stronger(place, page, document);
                self.lower(api, stronger)
            }
        };
        (chosen, page_null || document_null)
    }

    /// The rule of the table above, for two types of which neither is a list.
    fn stronger<'t>(&self, place: Place, page: &'t Ty, document: &'t Ty) -> &'t Ty {
        let is_known = |ty: &Ty| !ty.is_vague() && !self.is_unknown(ty) && *ty != Ty::Nothing;
        if !is_known(document) || !is_known(page) {
            return if is_known(document) { document } else { page };
        }
        let is_enum = |ty: &Ty| {
            self.shape_of(ty)
                .is_some_and(|shape| matches!(shape, Shape::Enum(_)))
        };
        match (page, document) {
            (Ty::Ref(a), Ty::Ref(b)) => {
                let same =
                    self.classes.find(*a) == self.classes.find(*b) || self.derives_from(*a, *b);
                let spelled_out =
                    !self.graph.get(*a).name.is_empty() && self.graph.get(*b).name.is_empty();
                let one_of_several = self.is_union(page) && !self.is_member(*b, *a);
                if same || spelled_out || one_of_several {
                    page
                } else {
                    document
                }
            }
            (Ty::Ref(_), Ty::String | Ty::Literal(_)) if is_enum(page) => page,
            (Ty::Ref(_), _) if self.is_union(page) => page,
            (Ty::Ref(_), _) | (_, Ty::Ref(_)) => document,
            (Ty::Number, Ty::Integer) | (Ty::String, Ty::DateTime) => document,
            _ if place == Place::Query => document,
            _ => page,
        }
    }

    fn is_union(&self, ty: &Ty) -> bool {
        self.shape_of(ty)
            .is_some_and(|shape| matches!(shape, Shape::Union(_)))
    }

    /// Whether a type is one of a union's members.
    fn is_member(&self, id: DefId, union: DefId) -> bool {
        let Shape::Union(variants) = &self.graph.get(self.graph.resolve(union)).shape else {
            return false;
        };
        let is_it = |ty: &Ty| matches!(ty, Ty::Ref(variant) if self.classes.find(*variant) == self.classes.find(id));
        variants.iter().any(|(ty, _)| is_it(ty.split_null().0))
    }

    fn derives_from(&self, derived: DefId, base: DefId) -> bool {
        match &self.graph.get(self.graph.resolve(derived)).shape {
            Shape::Derived { base: of, .. } => {
                matches!(**of, Ty::Ref(of) if self.classes.find(of) == self.classes.find(base))
            }
            _ => false,
        }
    }

    fn shape_of(&self, ty: &Ty) -> Option<&'a Shape> {
        match ty {
            Ty::Ref(id) => Some(&self.graph.get(self.graph.resolve(*id)).shape),
            _ => None,
        }
    }

    fn is_unknown(&self, ty: &Ty) -> bool {
        let Ty::Ref(id) = ty else { return false };
        let unknown = |id: &DefId| matches!(self.graph.get(*id).shape, Shape::Unknown);
        self.classes
            .members(*id)
            .iter()
            .all(|id| unknown(&self.graph.resolve(*id)))
    }

    /// A type expression of the graph as one of the IR.
    pub(super) fn lower(&mut self, api: &mut Api, ty: &Ty) -> Type {
        match ty {
            Ty::Any | Ty::Nothing => Type::Any,
            Ty::Opaque => Type::Map(Box::new(Type::Any)),
            Ty::String | Ty::Literal(_) => Type::String,
            Ty::Integer => Type::Integer,
            Ty::Number => Type::Number,
            Ty::Boolean => Type::Boolean,
            Ty::DateTime => Type::DateTime,
            Ty::Binary => Type::Binary,
            Ty::Array(item) => Type::Array(Box::new(self.lower(api, item))),
            Ty::Map(value) => Type::Map(Box::new(self.lower(api, value))),
            Ty::Nullable(inner) => or_null(self.lower(api, inner), true),
            Ty::Ref(id) => self.lower_ref(api, *id),
        }
    }

    fn lower_ref(&mut self, api: &mut Api, id: DefId) -> Type {
        if let Some(&known) = self.ids.get(&self.classes.find(id)) {
            return Type::Ref(known);
        }
        let shapes = self
            .classes
            .members(id)
            .iter()
            .map(|id| &self.graph.get(*id).shape);
        let speaking =
            shapes.filter(|shape| matches!(shape, Shape::Alias(_) | Shape::Derived { .. }));
        match speaking.min_by_key(|shape| matches!(shape, Shape::Derived { .. })) {
            Some(Shape::Alias(Ty::Ref(next)))
                if self.classes.find(*next) == self.classes.find(id) =>
            {
                self.unknown(id)
            }
            Some(Shape::Alias(ty)) => self.lower(api, ty),
            Some(Shape::Derived { base, derivation }) => match self.lower(api, base) {
                Type::Ref(base) => Type::Ref(self.derived(api, base, derivation, id)),
                other => other,
            },
            _ => self.unknown(id),
        }
    }

    fn unknown(&mut self, id: DefId) -> Type {
        let def = self.graph.get(id);
        let name = if def.name.is_empty() {
            "an inline type"
        } else {
            &def.name
        };
        let mut diagnostic = Diagnostic::new(
            Code::UnknownType,
            format!("nobody describes `{name}`; it is emitted as any JSON value"),
        );
        if let Some(origin) = def.origins.first() {
            diagnostic = diagnostic.label(origin.span, "only named here");
        }
        self.diagnostics
            .push(diagnostic.help("a fixup can give it a type"));
        Type::Any
    }

    fn derived(
        &mut self,
        api: &mut Api,
        base: TypeId,
        derivation: &Derivation,
        def: DefId,
    ) -> TypeId {
        let key = (base, derivation.clone());
        if let Some(&known) = self.derived.get(&key) {
            return known;
        }
        let def = self.graph.get(def);
        let id = api.add_type(TypeDef {
            name: String::new(),
            identities: vec![def.identity.clone()],
            owner: Some(def.owner.clone().unwrap_or_else(|| Owner {
                name: String::new(),
                field: String::new(),
            })),
            shape: ir::Shape::Alias(Type::Ref(base)),
            doc: String::new(),
            deprecated: None,
            feature_flag: None,
            origins: def.origins.clone(),
        });
        self.derived.insert(key, id);
        self.pending.push((id, base, derivation.clone()));
        id
    }

    /// Gives derived types their fields. An `Omit` that leaves out nothing, or only what the base may
    /// lack anyway, is its base: every value of it is one of the base.
    fn derive(&mut self, api: &mut Api) {
        for (id, base, derivation) in std::mem::take(&mut self.pending) {
            let ir::Shape::Object(object) = api[base].shape.clone() else {
                continue;
            };
            let omits_nothing = match &derivation {
                Derivation::Omit(keys) => object
                    .fields
                    .iter()
                    .all(|field| !keys.contains(&field.name) || !field.required),
                _ => false,
            };
            if !omits_nothing {
                let fields = derivation.apply_to(object.fields);
                api[id].shape = ir::Shape::Object(Object {
                    fields,
                    additional: object.additional,
                });
            }
        }
    }
}

impl Derivation {
    fn apply_to(&self, mut fields: Vec<Field>) -> Vec<Field> {
        match self {
            Derivation::Omit(keys) => fields.retain(|field| !keys.contains(&field.name)),
            Derivation::Pick(keys) => fields.retain(|field| keys.contains(&field.name)),
            Derivation::Partial => fields.iter_mut().for_each(|field| field.required = false),
            Derivation::Required => fields.iter_mut().for_each(|field| field.required = true),
        }
        fields
    }
}

fn or_null(ty: Type, nullable: bool) -> Type {
    match ty {
        Type::Nullable(_) => ty,
        other if nullable => Type::Nullable(Box::new(other)),
        other => other,
    }
}

fn item(ty: &Ty) -> &Ty {
    if let Ty::Array(item) = ty { item } else { ty }
}

fn all_fields<'g>(shapes: &[&'g Shape]) -> Vec<&'g FieldDef> {
    let fields = |shape: &&'g Shape| match shape {
        Shape::Object { fields, .. } => fields.as_slice(),
        _ => &[],
    };
    shapes.iter().flat_map(fields).collect()
}
