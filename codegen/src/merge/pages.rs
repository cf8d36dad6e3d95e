//! The pages' side of the graph: rows of component blocks in, definitions out.
//!
//! A linked type is one definition, whatever page or depth it is expanded on; every expansion adds
//! what it knows. Rows without a link become inline definitions named by their owner.

use super::graph::{DefId, Derivation, FieldDef, Graph, Shape, Ty};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{EnumValue, Identity, Origin, Owner, Source};
use crate::source::mdx::{Node, Page};
use crate::source::types::{Keyword, Member, Reference, TypeExpr};

/// Turns rows of the pages into definitions.
pub(super) struct PageTypes<'a> {
    pub(super) graph: &'a mut Graph,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// What a type expression stands in: the owner names inline types, the children expand the type.
#[derive(Clone, Copy)]
struct Place<'a> {
    owner: &'a Owner,
    children: &'a [Node],
    origin: Origin,
}

/// The stem of a link target: `entities.Customer` for `../../entities/classes/entities.Customer.mdx#email`.
pub(super) fn link_stem(link: &str) -> &str {
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
    pub(super) fn row(&mut self, node: &Node, owner: &Owner) -> Ty {
        let place = Place {
            owner,
            children: &node.children,
            origin: origin(node),
        };
        // A type that could not be parsed was reported by the reader.
        node.ty
            .as_ref()
            .map_or(Ty::Any, |ty| self.convert(ty, place))
    }

    /// The fields below a row: of an object type, or of a parameter that is one.
    pub(super) fn fields(&mut self, nodes: &[Node], owner: &str) -> Vec<FieldDef> {
        let mut fields = Vec::new();
        for node in nodes {
            if matches!(node.ty, Some(TypeExpr::Function { .. })) {
                let what = format!("{owner}.{}", node.name);
                let reason = "a function of the JavaScript class, not data";
                self.graph.leave_out(&what, node.span, reason);
            } else {
                fields.push(self.field(node, owner));
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
            let fields = self.fields(&page.properties, name);
            self.add_shape(
                id,
                Shape::Object {
                    fields,
                    additional: None,
                },
            );
        }
    }

    fn field(&mut self, node: &Node, owner: &str) -> FieldDef {
        let ty = self.row(
            node,
            &Owner {
                name: owner.to_owned(),
                field: node.name.clone(),
            },
        );
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
                let nothing_below = Place {
                    children: &[],
                    ..place
                };
                Ty::Map(Box::new(
                    argument(1).map_or(Ty::Any, |value| self.convert(value, nothing_below)),
                ))
            }
            ("Record", Some(_)) => self.inline(&TypeExpr::Reference(reference.clone()), place),
            ("Omit" | "Pick" | "Partial" | "Required", Some(base)) => {
                let derivation = derivation(&reference.name, argument(1));
                let base = Box::new(self.convert(base, place));
                let derived = self.graph.define(
                    Source::Pages,
                    inline_identity(place.owner),
                    "",
                    Some(place.origin),
                );
                self.own(derived, place.owner);
                self.graph.get_mut(derived).shape = Shape::Derived { base, derivation };
                Ty::Ref(derived)
            }
            _ => Ty::Ref(self.named(reference, place)),
        }
    }

    /// A type known by its link, or by its bare name where the page gives no link.
    fn named(&mut self, reference: &Reference, place: Place<'_>) -> DefId {
        let link = reference.link.as_deref();
        let stem = link.map_or(reference.name.as_str(), link_stem);
        // A link to an enum's member, `PaymentCollectionType.mdx#order_edit`, means the enum.
        let name = match link {
            Some(link) if link.contains('#') => stem.rsplit('.').next().unwrap_or(stem),
            _ => &reference.name,
        };
        let identity = Identity::Link(stem.to_owned());
        let id = self
            .graph
            .define(Source::Pages, identity, name, Some(place.origin));
        self.own(id, place.owner);
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

    /// Adds what the rows below a named type say of it.
    fn expand(&mut self, id: DefId, place: Place<'_>) {
        let def = self.graph.get(id);
        let name = def.name.clone();
        let owner = Owner {
            name: name.clone(),
            field: String::new(),
        };
        let shape = match place.children {
            // A single row of the same name is the type's definition, not a field.
            [only] if only.name == name => {
                if self.graph.get(id).doc.is_empty() {
                    self.graph.get_mut(id).doc.clone_from(&only.description);
                }
                let place = Place {
                    owner: &owner,
                    children: &only.children,
                    origin: origin(only),
                };
                match &only.ty {
                    Some(TypeExpr::Reference(reference)) if !is_utility(&reference.name) => {
                        Shape::Alias(Ty::Ref(self.named(reference, place)))
                    }
                    Some(expr) => self.shape(expr, place),
                    None => Shape::Unknown,
                }
            }
            children => Shape::Object {
                fields: self.fields(children, &name),
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
                let mut known = std::mem::take(fields);
                let name = def.name.clone();
                for field in more {
                    self.add_field(&name, &mut known, field);
                }
                if let Shape::Object { fields, .. } = &mut self.graph.get_mut(id).shape {
                    *fields = known;
                }
            }
            (Shape::Unknown, shape) => def.shape = shape,
            // The same alias, union or derivation again.
            _ => {}
        }
    }

    fn add_field(&mut self, owner: &str, known: &mut Vec<FieldDef>, field: FieldDef) {
        let Some(first) = known.iter_mut().find(|known| known.name == field.name) else {
            known.push(field);
            return;
        };
        if first.ty == field.ty && first.required == field.required {
            return;
        }
        if first.ty.is_vague() && !field.ty.is_vague() {
            first.ty = field.ty;
        } else if !field.ty.is_vague() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::ConflictingType,
                    format!(
                        "`{owner}.{}` is described in two ways; the first is used",
                        field.name
                    ),
                )
                .label(field.origin.span, "described differently here")
                .label(first.origin.span, "first described here"),
            );
        }
        first.required = match (first.required, field.required) {
            (Some(a), Some(b)) => Some(a && b),
            (a, b) => a.or(b),
        };
    }

    fn add_values(&mut self, id: DefId, children: &[Node]) {
        let new: Vec<EnumValue> = children.iter().filter_map(enum_value).collect();
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
        let is_date =
            |member: &&TypeExpr| matches!(member, TypeExpr::Reference(r) if r.name == "Date");
        let is_string = |member: &&TypeExpr| matches!(member, TypeExpr::Keyword(Keyword::String));
        // JSON knows no dates: a Date that may also be a string is a point in time, written as one.
        if members.len() == 2 && members.iter().any(is_date) && members.iter().any(is_string) {
            return Ty::DateTime;
        }
        if members
            .iter()
            .all(|member| matches!(member, TypeExpr::BooleanLiteral(_)))
        {
            return Ty::Boolean;
        }
        let id = self.graph.define(
            Source::Pages,
            inline_identity(place.owner),
            "",
            Some(place.origin),
        );
        self.own(id, place.owner);
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
            let field = format!("{}{}", place.owner.field, index + 1);
            let owner = Owner {
                name: place.owner.name.clone(),
                field,
            };
            let children = if single { place.children } else { &[] };
            (
                self.convert(
                    member,
                    Place {
                        owner: &owner,
                        children,
                        origin: place.origin,
                    },
                ),
                place.origin.span,
            )
        });
        Shape::Union(variants.collect())
    }

    /// A type that has no name of its own.
    fn inline(&mut self, expr: &TypeExpr, place: Place<'_>) -> Ty {
        let id = self.graph.define(
            Source::Pages,
            inline_identity(place.owner),
            "",
            Some(place.origin),
        );
        self.own(id, place.owner);
        let shape = self.shape(expr, place);
        self.add_shape(id, shape);
        Ty::Ref(id)
    }

    /// What a type expression consists of, for a definition that is just that expression.
    fn shape(&mut self, expr: &TypeExpr, place: Place<'_>) -> Shape {
        let owner = match (place.owner.name.as_str(), place.owner.field.as_str()) {
            (name, "") => name.to_owned(),
            (name, field) => format!("{name}.{field}"),
        };
        match expr {
            TypeExpr::Object(members) if place.children.is_empty() => Shape::Object {
                fields: self.members(members, &owner, place.origin),
                additional: None,
            },
            TypeExpr::Intersection(parts) => self.intersection(parts, &owner, place),
            TypeExpr::Reference(reference) if reference.name == "Record" => Shape::Object {
                fields: self.fields(place.children, &owner),
                additional: Some(Ty::Any),
            },
            TypeExpr::Object(_)
            | TypeExpr::Keyword(Keyword::Object | Keyword::Any | Keyword::Unknown)
                if !place.children.is_empty() =>
            {
                Shape::Object {
                    fields: self.fields(place.children, &owner),
                    additional: None,
                }
            }
            TypeExpr::Keyword(Keyword::Object | Keyword::Any | Keyword::Unknown) => Shape::Unknown,
            TypeExpr::Union(members) => {
                let members: Vec<&TypeExpr> = members.iter().collect();
                self.union_shape(&members, place)
            }
            other => Shape::Alias(self.convert(other, place)),
        }
    }

    fn intersection(&mut self, parts: &[TypeExpr], owner: &str, place: Place<'_>) -> Shape {
        let open = parts
            .iter()
            .any(|part| matches!(part, TypeExpr::Reference(r) if r.name == "Record"));
        let mut fields = self.fields(place.children, owner);
        for part in parts {
            let more = match part {
                TypeExpr::Object(members) => self.members(members, owner, place.origin),
                TypeExpr::Reference(reference) if reference.name != "Record" => {
                    let owner = Owner {
                        name: owner.to_owned(),
                        field: String::new(),
                    };
                    let part = self.convert(
                        part,
                        Place {
                            owner: &owner,
                            children: &[],
                            origin: place.origin,
                        },
                    );
                    self.fields_of(&part)
                }
                _ => Vec::new(),
            };
            for field in more {
                if !fields.iter().any(|known| known.name == field.name) {
                    fields.push(field);
                }
            }
        }
        if fields.is_empty() && !open {
            return Shape::Unknown;
        }
        Shape::Object {
            fields,
            additional: open.then_some(Ty::Any),
        }
    }

    /// The fields known of a part of an intersection.
    fn fields_of(&self, part: &Ty) -> Vec<FieldDef> {
        let Ty::Ref(id) = part else { return Vec::new() };
        let id = self.graph.resolve(*id);
        match &self.graph.get(id).shape {
            Shape::Derived { base, derivation } => {
                let mut fields = self.fields_of(base);
                derivation.apply(&mut fields);
                fields
            }
            _ => self.graph.fields(id).to_vec(),
        }
    }

    fn members(&mut self, members: &[Member], owner: &str, origin: Origin) -> Vec<FieldDef> {
        let field = |member: &Member| {
            let owner = Owner {
                name: owner.to_owned(),
                field: member.name.clone(),
            };
            FieldDef {
                name: member.name.clone(),
                ty: self.convert(
                    &member.ty,
                    Place {
                        owner: &owner,
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
        let known = &mut self.graph.get_mut(id).owner;
        if known.as_ref().is_none_or(|known| owner < known) {
            *known = Some(owner.clone());
        }
    }
}

impl Derivation {
    /// Makes the fields of the derived type from those of its base.
    pub(super) fn apply(&self, fields: &mut Vec<FieldDef>) {
        match self {
            Derivation::Omit(keys) => fields.retain(|field| !keys.contains(&field.name)),
            Derivation::Pick(keys) => fields.retain(|field| keys.contains(&field.name)),
            Derivation::Partial => fields
                .iter_mut()
                .for_each(|field| field.required = Some(false)),
            Derivation::Required => fields
                .iter_mut()
                .for_each(|field| field.required = Some(true)),
        }
    }
}

pub(super) fn inline_identity(owner: &Owner) -> Identity {
    Identity::Inline(format!("{}.{}", owner.name, owner.field))
}

fn is_utility(name: &str) -> bool {
    matches!(
        name,
        "Omit"
            | "Pick"
            | "Partial"
            | "Required"
            | "Record"
            | "Promise"
            | "ResponsePromise"
            | "Date"
    )
}

fn derivation(name: &str, keys: Option<&TypeExpr>) -> Derivation {
    let literal = |expr: &TypeExpr| match expr {
        TypeExpr::StringLiteral(value) => Some(value.clone()),
        _ => None,
    };
    let keys = match keys {
        Some(TypeExpr::Union(members)) => members.iter().filter_map(literal).collect(),
        Some(other) => literal(other).into_iter().collect(),
        None => Vec::new(),
    };
    match name {
        "Omit" => Derivation::Omit(keys),
        "Pick" => Derivation::Pick(keys),
        "Required" => Derivation::Required,
        _ => Derivation::Partial,
    }
}

fn enum_value(node: &Node) -> Option<EnumValue> {
    let Some(TypeExpr::StringLiteral(value)) = &node.ty else {
        return None;
    };
    Some(EnumValue {
        value: value.clone(),
        constant: Some(node.name.clone()),
        doc: node.description.clone(),
        origins: vec![origin(node)],
    })
}

fn is_list_of_constants(nodes: &[Node]) -> bool {
    let is_constant = |node: &Node| {
        matches!(node.ty, Some(TypeExpr::StringLiteral(_)))
            && !node.name.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    !nodes.is_empty() && nodes.iter().all(is_constant)
}
