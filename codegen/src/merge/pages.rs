//! The pages' side of the graph: rows of component blocks in, definitions out.
//!
//! A linked type is one definition, whatever page or depth it is expanded on; every expansion adds
//! what it knows. Rows without a link become inline definitions named by their owner.

use super::expressions::{as_one, derivation, enum_value, is_list_of_constants, is_utility};
use super::graph::{DefId, FieldDef, Graph, Part, Shape, Ty};
use super::spot::Spot;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{EnumValue, Identity, LeftOutReason, Origin, Owner, Source};
use crate::source::mdx::{Node, Page};
use crate::source::types::{Keyword, Member, Reference, TypeExpr};
use indexmap::IndexMap;

/// Turns rows of the pages into definitions.
pub(super) struct PageTypes<'a> {
    pub(super) graph: &'a mut Graph,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// What a type expression stands in: the spot names inline types, the children expand the type.
#[derive(Clone, Copy)]
struct Place<'a> {
    spot: &'a Spot,
    children: &'a [Node],
    origin: Origin,
}

/// The stem of a link target: `entities.Customer` for `../../entities/classes/entities.Customer.mdx#email`.
pub(crate) fn link_stem(link: &str) -> &str {
    let path = link.split('#').next().unwrap_or(link);
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".mdx")
        .or_else(|| file.strip_suffix(".md"))
        .unwrap_or(file)
}

/// Where a row comes from.
pub(super) fn origin(node: &Node) -> Origin {
    Origin {
        source: Source::Pages,
        span: node.span,
    }
}

impl PageTypes<'_> {
    /// The type of a row.
    pub(super) fn row(&mut self, node: &Node, spot: &Spot) -> Ty {
        let place = Place {
            spot,
            children: &node.children,
            origin: origin(node),
        };
        // A type that could not be parsed was reported by the reader.
        node.ty
            .as_ref()
            .map_or(Ty::Any, |ty| self.convert(ty, place))
    }

    /// The fields below a row whose type stands at `spot`.
    fn fields(&mut self, nodes: &[Node], spot: &Spot) -> Vec<FieldDef> {
        let mut fields = Vec::new();
        // A row of a capture that lost its name holds a place for others; it is no field.
        for node in nodes.iter().filter(|node| !node.name.is_empty()) {
            if matches!(node.ty, Some(TypeExpr::Function { .. })) {
                let Owner { name, field } = spot.field(&node.name).owner;
                let what = format!("{name}.{field}");
                (self.graph).leave_out(&what, node.span, LeftOutReason::Function);
            } else {
                fields.push(self.field(node, spot));
            }
        }
        fields
    }

    /// What a page of its own says of the type that links know by `stem`.
    pub(super) fn type_page(&mut self, stem: &str, page: &Page) {
        let origin = Origin {
            source: Source::Pages,
            span: page.title.span,
        };
        let name = &page.title.value;
        let id = self.graph.define(
            Source::Pages,
            Identity::Link(stem.to_owned()),
            name,
            Some(origin),
        );
        self.graph.get_mut(id).doc.clone_from(&page.description);
        if is_list_of_constants(&page.properties) {
            self.add_values(id, &page.properties);
        } else {
            let place = Place {
                spot: &self.spot_of(id),
                children: &page.properties,
                origin,
            };
            self.expand(id, place);
        }
    }

    /// What the page of a module says of a type that it defines.
    pub(super) fn alias(&mut self, stem: &str, node: &Node) {
        let identity = Identity::Link(format!("{stem}#{}", node.name.to_lowercase()));
        let origin = origin(node);
        let id = self
            .graph
            .define(Source::Pages, identity, &node.name, Some(origin));
        self.graph.get_mut(id).doc.clone_from(&node.description);
        let place = Place {
            spot: &self.spot_of(id),
            children: std::slice::from_ref(node),
            origin,
        };
        self.expand(id, place);
    }

    fn field(&mut self, node: &Node, spot: &Spot) -> FieldDef {
        let ty = self.row(node, &spot.field(&node.name));
        FieldDef {
            name: node.name.clone(),
            ty,
            required: node.optional.map(|optional| !optional),
            expandable: node.expandable.unwrap_or(false),
            default: Some(node.default.clone()).filter(|default| !default.is_empty()),
            example: None,
            doc: node.description.clone(),
            deprecated: node.deprecated.then(String::new),
            feature_flag: node.feature_flag.clone(),
            origin: origin(node),
        }
    }

    fn convert(&mut self, expr: &TypeExpr, place: Place<'_>) -> Ty {
        match expr {
            TypeExpr::Keyword(keyword) => self.keyword(*keyword, place),
            TypeExpr::StringLiteral(value) => Ty::Literal(value.clone()),
            TypeExpr::NumberLiteral(_) => Ty::Number,
            TypeExpr::BooleanLiteral(_) => Ty::Boolean,
            TypeExpr::Array(item) => Ty::Array(Box::new(self.convert(item, place))),
            TypeExpr::Function { returns, .. } => self.convert(returns, place),
            TypeExpr::Reference(reference) => self.reference(reference, place),
            TypeExpr::Union(members) => self.union(members, place),
            TypeExpr::Intersection(_) | TypeExpr::Object(_) => self.inline(expr, place),
            // No page describes it, which is reported where the type is used.
            TypeExpr::Opaque(text) => {
                let reference = Reference {
                    name: text.clone(),
                    link: None,
                    arguments: Vec::new(),
                };
                self.reference(&reference, place)
            }
        }
    }

    fn keyword(&mut self, keyword: Keyword, place: Place<'_>) -> Ty {
        match keyword {
            Keyword::String => Ty::String,
            Keyword::Number => Ty::Number,
            Keyword::Boolean => Ty::Boolean,
            Keyword::Any | Keyword::Unknown | Keyword::Object if !place.children.is_empty() => {
                self.inline(&TypeExpr::Keyword(keyword), place)
            }
            Keyword::Any | Keyword::Unknown => Ty::Any,
            Keyword::Object => Ty::Opaque,
            Keyword::Void | Keyword::Undefined | Keyword::Never => Ty::Nothing,
            Keyword::Null => Ty::Any.or_null(true),
        }
    }

    fn reference(&mut self, reference: &Reference, place: Place<'_>) -> Ty {
        let argument = |index: usize| reference.arguments.get(index);
        match (reference.name.as_str(), argument(0)) {
            ("ResponsePromise" | "Promise", None) => Ty::Nothing,
            ("ResponsePromise" | "Promise", Some(inner)) => self.convert(inner, place),
            ("Date", None) => Ty::DateTime,
            // JavaScript's wrapper objects are the same thing in JSON.
            ("String", None) => Ty::String,
            ("Number", None) => Ty::Number,
            ("Boolean", None) => Ty::Boolean,
            ("Record", Some(_)) if place.children.is_empty() => {
                Ty::Map(Box::new(self.record_value(reference, place)))
            }
            ("Record", Some(_)) => self.inline(&TypeExpr::Reference(reference.clone()), place),
            ("Omit" | "Pick" | "Partial" | "Required", Some(base)) => {
                // What has a name is held by this place, what has none is told from what it is made.
                let spot = place.spot.part("base");
                let inner = match base {
                    TypeExpr::Reference(base) if !is_utility(&base.name) => place,
                    _ => Place {
                        spot: &spot,
                        ..place
                    },
                };
                let base = Box::new(self.convert(base, inner));
                let Some(derivation) = derivation(&reference.name, argument(1)) else {
                    self.no_keys(reference, place);
                    return *base;
                };
                let derived = self.define_inline(place);
                self.graph.get_mut(derived).shape = Shape::Derived { base, derivation };
                Ty::Ref(derived)
            }
            _ if is_constant(reference) => Ty::String,
            _ => Ty::Ref(self.named(reference, place)),
        }
    }

    /// The type of a record's values; the rows below a record are no part of it.
    fn record_value(&mut self, record: &Reference, place: Place<'_>) -> Ty {
        let spot = place.spot.part("value");
        let place = Place {
            spot: if place.children.is_empty() {
                place.spot
            } else {
                &spot
            },
            children: &[],
            ..place
        };
        record
            .arguments
            .get(1)
            .map_or(Ty::Any, |value| self.convert(value, place))
    }

    fn no_keys(&mut self, reference: &Reference, place: Place<'_>) {
        let message = format!("`{}` without the names of fields", reference.name);
        self.diagnostics.push(
            Diagnostic::new(Code::UnknownConstruct, message)
                .label(place.origin.span, "type of this row")
                .help("the type is taken with all fields"),
        );
    }

    /// A type known by its link, or by its bare name where the page gives no link.
    fn named(&mut self, reference: &Reference, place: Place<'_>) -> DefId {
        let link = reference.link.as_deref();
        let stem = link.map_or(reference.name.as_str(), link_stem);
        // A link to an enum's member, `PaymentCollectionType.mdx#order_edit`, means the enum.
        let name = match link {
            Some(link) if link.contains('#') => stem.rsplit('.').next().unwrap_or(stem),
            _ => reference.name.as_str(),
        };
        let member = link.and_then(module_member);
        let (stem, name) = match &member {
            Some(member) => (member.as_str(), reference.name.as_str()),
            None => (stem, name),
        };
        let identity = Identity::Link(stem.to_owned());
        let id = self
            .graph
            .define(Source::Pages, identity, name, Some(place.origin));
        self.own(id, &place.spot.owner);
        let is_enum = link.is_some_and(|link| link.contains("/enums/"));
        if is_enum && matches!(self.graph.get(id).shape, Shape::Unknown) {
            self.graph.get_mut(id).shape = Shape::Enum(Vec::new());
        }
        if is_enum || is_list_of_constants(place.children) {
            self.add_values(id, place.children);
        } else if !place.children.is_empty() {
            self.expand(id, place);
        }
        id
    }

    /// Where a named type itself stands.
    fn spot_of(&self, id: DefId) -> Spot {
        let def = self.graph.get(id);
        Spot::of_type(&def.name, &def.identity)
    }

    /// Adds what the rows below a named type say of it.
    fn expand(&mut self, id: DefId, place: Place<'_>) {
        let spot = self.spot_of(id);
        let shape = match place.children {
            // A single row of the same name is the type's definition, not a field.
            [only] if only.name == spot.owner.name => {
                if self.graph.get(id).doc.is_empty() {
                    self.graph.get_mut(id).doc.clone_from(&only.description);
                }
                let place = Place {
                    spot: &spot,
                    children: &only.children,
                    origin: origin(only),
                };
                match &only.ty {
                    Some(TypeExpr::Reference(reference)) if !is_utility(&reference.name) => {
                        match self.named(reference, place) {
                            // The row is about the type itself, and said what it has to say.
                            target if target == id => Shape::Unknown,
                            target => Shape::Alias(Ty::Ref(target)),
                        }
                    }
                    Some(expr) => self.shape(expr, place),
                    None => Shape::Unknown,
                }
            }
            children => Shape::Object {
                fields: self.fields(children, &spot),
                additional: None,
            },
        };
        self.add_shape(id, shape);
    }

    fn add_shape(&mut self, id: DefId, new: Shape) {
        let def = self.graph.get_mut(id);
        match (&mut def.shape, new) {
            (_, Shape::Unknown) => {}
            (Shape::Object { fields, .. }, Shape::Object { fields: more, .. }) => {
                let known = std::mem::take(fields);
                let united = self.unite(id, known, more);
                if let Shape::Object { fields, .. } = &mut self.graph.get_mut(id).shape {
                    *fields = united;
                }
            }
            (Shape::Unknown, shape) => def.shape = shape,
            // The same alias, union or derivation again.
            _ => {}
        }
    }

    /// The fields that two expansions of a type tell of together.
    fn unite(&mut self, id: DefId, known: Vec<FieldDef>, more: Vec<FieldDef>) -> Vec<FieldDef> {
        let is_told = |field: &FieldDef| !self.graph.is_captured(field.origin);
        let is_complete = known.iter().any(is_told);
        let mut united: IndexMap<String, FieldDef> = known
            .into_iter()
            .map(|field| (field.name.clone(), field))
            .collect();
        for field in more {
            match united.get_mut(&field.name) {
                Some(first) if self.is_weaker(&field, first) => fill_field(first, field),
                Some(first) => self.unite_field(id, first, field),
                // A capture knows no more fields than those who list them all.
                None if is_complete && self.graph.is_captured(field.origin) => {}
                None => {
                    united.insert(field.name.clone(), field);
                }
            }
        }
        united.into_values().collect()
    }

    /// Whether what a capture says of a field stands beside what others say.
    fn is_weaker(&self, field: &FieldDef, other: &FieldDef) -> bool {
        self.graph.is_captured(field.origin) && !self.graph.is_captured(other.origin)
    }

    fn unite_field(&mut self, owner: DefId, first: &mut FieldDef, again: FieldDef) {
        let name = format!("{}.{}", self.graph.get(owner).called(), first.name);
        let required = match (first.required, again.required) {
            (Some(a), Some(b)) => Some(a && b),
            (a, b) => a.or(b),
        };
        let message = if first.ty.is_vague() || again.ty.is_vague() || first.ty == again.ty {
            let differs = matches!((first.required, again.required), (Some(a), Some(b)) if a != b);
            differs
                .then(|| format!("`{name}` is required in one place only; it is taken as optional"))
        } else {
            Some(format!(
                "`{name}` is described in two ways; the first is used"
            ))
        };
        if let Some(message) = message {
            self.diagnostics.push(
                Diagnostic::new(Code::ConflictingType, message)
                    .label(again.origin.span, "described differently here")
                    .label(first.origin.span, "first described here"),
            );
        }
        if first.ty.is_vague() {
            first.ty = again.ty;
        }
        first.required = required;
        first.expandable |= again.expandable;
        if first.doc.is_empty() {
            first.doc = again.doc;
        }
        first.default = first.default.take().or(again.default);
        first.deprecated = first.deprecated.take().or(again.deprecated);
        first.feature_flag = first.feature_flag.take().or(again.feature_flag);
    }

    fn add_values(&mut self, id: DefId, children: &[Node]) {
        let new: Vec<EnumValue> = children.iter().filter_map(enum_value).collect();
        if let (Some(first), Shape::Enum(known)) = (children.first(), &self.graph.get(id).shape)
            && !known.is_empty()
            && self.graph.is_captured(origin(first))
        {
            return;
        }
        let def = self.graph.get_mut(id);
        if matches!(def.shape, Shape::Unknown) {
            def.shape = Shape::Enum(Vec::new());
        }
        if let Shape::Enum(values) = &mut def.shape {
            for value in new {
                if !values.iter().any(|known| known.value == value.value) {
                    values.push(value);
                }
            }
        }
    }

    fn union(&mut self, members: &[TypeExpr], place: Place<'_>) -> Ty {
        let is_null = |member: &&TypeExpr| {
            matches!(
                member,
                TypeExpr::Keyword(Keyword::Null | Keyword::Undefined | Keyword::Void)
            )
        };
        let nullable = members
            .iter()
            .any(|member| matches!(member, TypeExpr::Keyword(Keyword::Null)));
        let rest: Vec<&TypeExpr> = members.iter().filter(|member| !is_null(member)).collect();
        let ty = match rest.as_slice() {
            [] => Ty::Any,
            [only] => self.convert(only, place),
            rest => self.inline_union(rest, place),
        };
        ty.or_null(nullable)
    }

    fn inline_union(&mut self, members: &[&TypeExpr], place: Place<'_>) -> Ty {
        if let Some(one) = as_one(members) {
            return one;
        }
        let id = self.define_inline(place);
        let shape = self.union_shape(members, place);
        self.add_shape(id, shape);
        Ty::Ref(id)
    }

    fn union_shape(&mut self, members: &[&TypeExpr], place: Place<'_>) -> Shape {
        let literal = |member: &&TypeExpr| match member {
            TypeExpr::StringLiteral(value) => Some(EnumValue {
                value: value.clone(),
                constant: None,
                doc: String::new(),
                origins: vec![place.origin],
            }),
            _ => None,
        };
        if let Some(values) = members.iter().map(literal).collect() {
            return Shape::Enum(values);
        }
        if members
            .iter()
            .all(|member| matches!(member, TypeExpr::Keyword(Keyword::Object)))
        {
            return Shape::Unknown;
        }
        // The rows below a union expand the one member that can be expanded.
        let expandable = |member: &&&TypeExpr| {
            !matches!(member, TypeExpr::Keyword(_) | TypeExpr::StringLiteral(_))
        };
        let single = members.iter().filter(expandable).count() == 1;
        let variants = members.iter().enumerate().map(|(index, member)| {
            let place = Place {
                spot: &place.spot.part(index + 1),
                children: if single { place.children } else { &[] },
                origin: place.origin,
            };
            (self.convert(member, place), place.origin.span)
        });
        Shape::Union(variants.collect())
    }

    /// A type that has no name of its own.
    fn inline(&mut self, expr: &TypeExpr, place: Place<'_>) -> Ty {
        let id = self.define_inline(place);
        let shape = self.shape(expr, place);
        self.add_shape(id, shape);
        Ty::Ref(id)
    }

    fn define_inline(&mut self, place: Place<'_>) -> DefId {
        let identity = place.spot.identity();
        let id = self
            .graph
            .define(Source::Pages, identity, "", Some(place.origin));
        self.own(id, &place.spot.owner);
        id
    }

    /// What a type expression consists of, for a definition that is just that expression.
    fn shape(&mut self, expr: &TypeExpr, place: Place<'_>) -> Shape {
        match expr {
            TypeExpr::Object(members) if place.children.is_empty() => Shape::Object {
                fields: self.members(members, place),
                additional: None,
            },
            TypeExpr::Intersection(parts) => self.intersection(parts, place),
            TypeExpr::Reference(reference)
                if reference.name == "Record" && !place.children.is_empty() =>
            {
                Shape::Object {
                    fields: self.fields(place.children, place.spot),
                    additional: Some(self.record_value(reference, place)),
                }
            }
            TypeExpr::Object(_)
            | TypeExpr::Keyword(Keyword::Object | Keyword::Any | Keyword::Unknown)
                if !place.children.is_empty() =>
            {
                Shape::Object {
                    fields: self.fields(place.children, place.spot),
                    additional: None,
                }
            }
            TypeExpr::Keyword(Keyword::Object | Keyword::Any | Keyword::Unknown) => Shape::Unknown,
            TypeExpr::Union(members)
                if as_one(&members.iter().collect::<Vec<_>>()).is_none()
                    && !members.iter().any(TypeExpr::is_nullish) =>
            {
                let members: Vec<&TypeExpr> = members.iter().collect();
                self.union_shape(&members, place)
            }
            other => Shape::Alias(self.convert(other, place)),
        }
    }

    fn intersection(&mut self, members: &[TypeExpr], place: Place<'_>) -> Shape {
        let mut parts = vec![Part::Fields(self.fields(place.children, place.spot))];
        let mut open = false;
        for (index, member) in members.iter().enumerate() {
            let spot = place.spot.part(index + 1);
            let part = Place {
                spot: &spot,
                children: &[],
                origin: place.origin,
            };
            match member {
                TypeExpr::Reference(reference) if reference.name == "Record" => open = true,
                TypeExpr::Object(members) => {
                    let place = Place {
                        children: &[],
                        ..place
                    };
                    parts.push(Part::Fields(self.members(members, place)));
                }
                other => parts.push(Part::Type(self.convert(other, part))),
            }
        }
        Shape::Intersection { parts, open }
    }

    fn members(&mut self, members: &[Member], place: Place<'_>) -> Vec<FieldDef> {
        let origin = place.origin;
        let field = |member: &Member| {
            let spot = place.spot.field(&member.name);
            FieldDef {
                name: member.name.clone(),
                ty: self.convert(
                    &member.ty,
                    Place {
                        spot: &spot,
                        children: &[],
                        origin,
                    },
                ),
                required: Some(!member.optional),
                expandable: false,
                default: None,
                example: None,
                doc: String::new(),
                deprecated: None,
                feature_flag: None,
                origin,
            }
        };
        members.iter().map(field).collect()
    }

    /// Notes who uses a definition; the first in alphabetical order stays, whatever is read first.
    fn own(&mut self, id: DefId, owner: &Owner) {
        let def = self.graph.get_mut(id);
        // What another name stands for is held by nothing there.
        let is_alias = owner.field.is_empty() && !def.name.is_empty();
        if !is_alias && def.owner.as_ref().is_none_or(|known| owner < known) {
            def.owner = Some(owner.clone());
        }
    }
}

/// Fills in what a field leaves open.
pub(super) fn fill_field(field: &mut FieldDef, other: FieldDef) {
    if field.ty.is_vague() {
        field.ty = other.ty;
    }
    if field.doc.is_empty() {
        field.doc = other.doc;
    }
    field.required = field.required.or(other.required);
    field.example = field.example.take().or(other.example);
}

/// What a type is known by that a module's page defines: `internal#storecustomersres` for
/// `../modules/internal.md#storecustomersres`.
fn module_member(link: &str) -> Option<String> {
    let (path, anchor) = link.split_once('#')?;
    let folder = path.rsplit('/').nth(1)?;
    (folder == "modules").then(|| format!("{}#{}", link_stem(path), anchor.to_lowercase()))
}

/// `[ORDER_EDIT](modules/internal.mdx#order_edit)`: a constant of a module, not a type; what it may be is
/// up to the document.
fn is_constant(reference: &Reference) -> bool {
    let is_member = |link: &String| link.contains('#') && !link.contains("/enums/");
    let is_lowercase = |byte: u8| byte.is_ascii_lowercase();
    reference.link.as_ref().is_some_and(is_member) && !reference.name.bytes().any(is_lowercase)
}
