//! The OpenAPI side of the graph: schemas in, definitions out.

use super::graph::{DefId, FieldDef, Graph, Shape, Ty};
use super::pages::inline_identity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use crate::ir::{EnumValue, Identity, Origin, Owner, Source};
use crate::source::openapi::{Additional, Document, Parameter, Schema};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Turns schemas into definitions.
pub(super) struct SchemaTypes<'a> {
    pub(super) graph: &'a mut Graph,
    pub(super) diagnostics: &'a mut Diagnostics,
    schemas: HashMap<(FileId, &'a str), &'a Schema>,
    /// Named schemas whose definition has been begun.
    begun: HashSet<(FileId, &'a str)>,
}

impl<'a> SchemaTypes<'a> {
    pub(super) fn new(
        documents: &'a [Document],
        graph: &'a mut Graph,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let named = documents.iter().flat_map(|document| {
            document
                .schemas
                .iter()
                .map(move |(name, schema)| ((document.file, name.as_str()), schema))
        });
        Self {
            graph,
            diagnostics,
            schemas: named.collect(),
            begun: HashSet::new(),
        }
    }

    /// Defines every named schema of a document.
    pub(super) fn document(&mut self, document: &'a Document) {
        for name in document.schemas.keys() {
            self.named(document.file, name);
        }
    }

    /// The type that a schema describes.
    pub(super) fn schema(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        self.bare(schema, owner).or_null(schema.nullable)
    }

    /// The definitions of a list of parameters.
    pub(super) fn parameter(&mut self, parameter: &'a Parameter, owner: &str) -> FieldDef {
        let owner = Owner {
            name: owner.to_owned(),
            field: parameter.name.value.clone(),
        };
        let ty = self.schema(&parameter.schema, &owner);
        let mut field = field(
            &parameter.name.value,
            &parameter.schema,
            ty,
            parameter.required,
        );
        field.origin.span = parameter.name.span;
        if !parameter.description.is_empty() {
            field.doc.clone_from(&parameter.description);
        }
        if parameter.deprecated {
            field.deprecated.get_or_insert_default();
        }
        field
    }

    fn bare(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        if let Some(reference) = &schema.reference {
            let known = self
                .schemas
                .contains_key(&(reference.file, reference.name.as_str()));
            // A reference to nothing was reported by the reader.
            return if known {
                Ty::Ref(self.named(reference.file, &reference.name))
            } else {
                Ty::Any
            };
        }
        if !schema.enumeration.is_empty() {
            return self.enumeration(schema, owner);
        }
        if let [only] = schema.all_of.as_slice()
            && schema.properties.is_empty()
        {
            return self.schema(only, owner);
        }
        let alternatives = if schema.one_of.is_empty() {
            &schema.any_of
        } else {
            &schema.one_of
        };
        if !alternatives.is_empty() && schema.properties.is_empty() {
            return self.union(alternatives, owner);
        }
        if !schema.all_of.is_empty() {
            return self.all_of(schema, owner);
        }
        match (
            schema.ty.as_ref().map(|ty| ty.value.as_str()),
            schema.format.as_deref(),
        ) {
            (Some("string"), Some("date-time" | "date")) => Ty::DateTime,
            (Some("string"), Some("binary")) => Ty::Binary,
            (Some("string"), _) => Ty::String,
            (Some("integer"), _) => Ty::Integer,
            (Some("number"), _) => Ty::Number,
            (Some("boolean"), _) => Ty::Boolean,
            (Some("array"), _) => self.array(schema.items.as_deref(), owner),
            _ if !schema.properties.is_empty() => self.inline(schema, owner),
            (Some("object"), _) => self.open_object(schema, owner),
            (None, _) if schema.items.is_some() => self.array(schema.items.as_deref(), owner),
            (None, _) => Ty::Any,
            (Some(other), _) => {
                let span = schema.ty.as_ref().map_or(schema.span, |ty| ty.span);
                self.diagnostics.push(
                    Diagnostic::new(Code::InvalidOpenApi, format!("unknown type `{other}`"))
                        .label(span, "not a type of OpenAPI 3.0")
                        .help("the types are string, number, integer, boolean, array and object"),
                );
                Ty::Any
            }
        }
    }

    fn array(&mut self, items: Option<&'a Schema>, owner: &Owner) -> Ty {
        Ty::Array(Box::new(
            items.map_or(Ty::Any, |items| self.schema(items, owner)),
        ))
    }

    fn open_object(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        match &schema.additional {
            Some(Additional::Schema(value)) => Ty::Map(Box::new(self.schema(value, owner))),
            Some(Additional::Allowed(true)) => Ty::Map(Box::new(Ty::Any)),
            Some(Additional::Allowed(false)) | None => Ty::Opaque,
        }
    }

    fn enumeration(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        let nullable = schema.enumeration.iter().any(|value| value.value.is_null());
        let values = enum_values(schema);
        if values.len() + usize::from(nullable) < schema.enumeration.len() {
            // An enum of numbers or booleans says no more than its type, as far as clients go.
            let plain = match schema.ty.as_ref().map(|ty| ty.value.as_str()) {
                Some("integer") => Ty::Integer,
                Some("number") => Ty::Number,
                Some("boolean") => Ty::Boolean,
                _ => Ty::Any,
            };
            return plain.or_null(nullable);
        }
        let id = self.define_inline(schema.span, owner, Shape::Enum(values));
        Ty::Ref(id).or_null(nullable)
    }

    fn union(&mut self, alternatives: &'a [Schema], owner: &Owner) -> Ty {
        let mut variants: Vec<(Ty, Span)> = Vec::new();
        for (index, alternative) in alternatives.iter().enumerate() {
            let owner = Owner {
                name: owner.name.clone(),
                field: format!("{}{}", owner.field, index + 1),
            };
            let ty = self.schema(alternative, &owner);
            if !variants.iter().any(|(known, _)| *known == ty) {
                variants.push((ty, alternative.span));
            }
        }
        match variants.as_slice() {
            [(only, _)] => only.clone(),
            [(_, first), ..] => Ty::Ref(self.define_inline(*first, owner, Shape::Union(variants))),
            [] => Ty::Any,
        }
    }

    fn all_of(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        // `allOf` of one schema and constraints that say nothing is that schema.
        let says_nothing = |part: &&Schema| {
            part.reference.is_none()
                && part.properties.is_empty()
                && part.all_of.is_empty()
                && part.additional.is_none()
        };
        let speaking: Vec<&'a Schema> = schema
            .all_of
            .iter()
            .filter(|part| !says_nothing(part))
            .collect();
        let open = schema.all_of.len() > speaking.len();
        match speaking.as_slice() {
            [only] if schema.properties.is_empty() && only.reference.is_some() => {
                self.schema(only, owner)
            }
            [] if schema.properties.is_empty() => Ty::Opaque,
            _ => {
                let owner_name = inline_owner(owner);
                let shape = self.object(schema, &owner_name, open);
                Ty::Ref(self.define_inline(schema.span, owner, shape))
            }
        }
    }

    fn inline(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        let shape = self.object(schema, &inline_owner(owner), false);
        Ty::Ref(self.define_inline(schema.span, owner, shape))
    }

    fn define_inline(&mut self, span: Span, owner: &Owner, shape: Shape) -> DefId {
        let origin = Origin {
            source: Source::OpenApi,
            span,
        };
        let id = self
            .graph
            .define(Source::OpenApi, inline_identity(owner), "", Some(origin));
        let def = self.graph.get_mut(id);
        def.owner = Some(owner.clone());
        def.shape = shape;
        id
    }

    fn named(&mut self, file: FileId, name: &'a str) -> DefId {
        let schema = self.schemas.get(&(file, name)).copied();
        let origin = schema.map(|schema| Origin {
            source: Source::OpenApi,
            span: schema.span,
        });
        let id = self.graph.define(
            Source::OpenApi,
            Identity::Schema(name.to_owned()),
            name,
            origin,
        );
        if let Some(schema) = schema
            && self.begun.insert((file, name))
        {
            let shape = self.named_shape(schema, name);
            let def = self.graph.get_mut(id);
            if def.doc.is_empty() {
                def.doc.clone_from(&schema.description);
            }
            def.feature_flag = def
                .feature_flag
                .take()
                .or_else(|| schema.feature_flag.clone());
            if schema.deprecated {
                def.deprecated.get_or_insert_default();
            }
            match (&mut def.shape, shape) {
                (Shape::Object { fields, .. }, Shape::Object { fields: more, .. }) => {
                    unite(fields, more);
                }
                (known, shape) => *known = shape,
            }
        }
        id
    }

    fn named_shape(&mut self, schema: &'a Schema, name: &str) -> Shape {
        let owner = Owner {
            name: name.to_owned(),
            field: String::new(),
        };
        if !schema.properties.is_empty() || schema.all_of.len() > 1 {
            return self.object(schema, name, false);
        }
        if !schema.enumeration.is_empty() {
            return Shape::Enum(enum_values(schema));
        }
        match self.schema(schema, &owner) {
            // What was made for the schema itself is its shape, not another type.
            Ty::Ref(id) if self.graph.get(id).identity == inline_identity(&owner) => {
                self.graph.get(id).shape.clone()
            }
            Ty::Opaque | Ty::Any => Shape::Unknown,
            other => Shape::Alias(other),
        }
    }

    /// The fields of an object, those of `allOf` included.
    fn object(&mut self, schema: &'a Schema, owner: &str, open: bool) -> Shape {
        let mut fields: IndexMap<String, FieldDef> = IndexMap::new();
        let mut additional = open.then_some(Ty::Any);
        for part in &schema.all_of {
            let part_shape = match &part.reference {
                Some(_) => match self.bare(
                    part,
                    &Owner {
                        name: owner.to_owned(),
                        field: String::new(),
                    },
                ) {
                    Ty::Ref(id) => self.graph.get(self.graph.resolve(id)).shape.clone(),
                    _ => Shape::Unknown,
                },
                None => self.object(part, owner, false),
            };
            if let Shape::Object {
                fields: more,
                additional: extra,
            } = part_shape
            {
                fields.extend(more.into_iter().map(|field| (field.name.clone(), field)));
                additional = additional.or(extra);
            }
        }
        for (name, property) in &schema.properties {
            let ty = self.schema(
                property,
                &Owner {
                    name: owner.to_owned(),
                    field: name.clone(),
                },
            );
            let required = schema
                .required
                .iter()
                .any(|required| required.value == *name);
            fields.insert(name.clone(), field(name, property, ty, required));
        }
        for required in &schema.required {
            match fields.get_mut(&required.value) {
                Some(field) => field.required = Some(true),
                None => self.diagnostics.push(
                    Diagnostic::new(
                        Code::UnknownConstruct,
                        format!(
                            "`{}` is required but `{owner}` has no such property",
                            required.value
                        ),
                    )
                    .label(required.span, "names no property"),
                ),
            }
        }
        match &schema.additional {
            Some(Additional::Schema(value)) => {
                additional = Some(self.schema(
                    value,
                    &Owner {
                        name: owner.to_owned(),
                        field: "value".to_owned(),
                    },
                ));
            }
            Some(Additional::Allowed(true)) => additional = Some(Ty::Any),
            Some(Additional::Allowed(false)) | None => {}
        }
        Shape::Object {
            fields: fields.into_values().collect(),
            additional,
        }
    }
}

/// One schema of two documents: a field that only one has is optional.
fn unite(fields: &mut Vec<FieldDef>, more: Vec<FieldDef>) {
    for field in fields.iter_mut() {
        if !more
            .iter()
            .any(|other| other.name == field.name && other.required == Some(true))
        {
            field.required = Some(false);
        }
    }
    for mut field in more {
        if !fields.iter().any(|known| known.name == field.name) {
            field.required = Some(false);
            fields.push(field);
        }
    }
}

fn inline_owner(owner: &Owner) -> String {
    if owner.field.is_empty() {
        owner.name.clone()
    } else {
        format!("{}.{}", owner.name, owner.field)
    }
}

fn enum_values(schema: &Schema) -> Vec<EnumValue> {
    let value = |value: &crate::diagnostic::Spanned<Value>| {
        Some(EnumValue {
            value: value.value.as_str()?.to_owned(),
            constant: None,
            doc: String::new(),
            origins: vec![Origin {
                source: Source::OpenApi,
                span: value.span,
            }],
        })
    };
    schema.enumeration.iter().filter_map(value).collect()
}

fn field(name: &str, schema: &Schema, ty: Ty, required: bool) -> FieldDef {
    let default = match &schema.default {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    FieldDef {
        name: name.to_owned(),
        ty,
        required: Some(required),
        expandable: schema.expandable.is_some(),
        default,
        example: schema.example.clone(),
        doc: schema.description.clone(),
        deprecated: schema.deprecated.then(String::new),
        feature_flag: schema.feature_flag.clone(),
        origin: Origin {
            source: Source::OpenApi,
            span: schema.span,
        },
    }
}
