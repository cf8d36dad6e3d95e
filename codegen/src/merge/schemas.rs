//! The OpenAPI side of the graph: schemas in, definitions out.

use super::graph::{DefId, FieldDef, Graph, Shape, Ty};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, Spanned};
use crate::ir::{EnumValue, Identity, Origin, Owner, Source};
use crate::source::openapi::{Additional, Document, Parameter, Schema, SchemaRef};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::HashMap;

/// Turns schemas into definitions.
pub(super) struct SchemaTypes<'a> {
    pub(super) graph: &'a mut Graph,
    pub(super) diagnostics: &'a mut Diagnostics,
    schemas: HashMap<Key<'a>, &'a Schema>,
    /// What each named schema consists of, as far as that was needed.
    shapes: HashMap<Key<'a>, Shape>,
    /// Types without a name that have parts with one, to be read when all of these are.
    pending: Vec<Pending<'a>>,
}

/// A type without a name that is made of others.
struct Pending<'a> {
    id: DefId,
    schema: &'a Schema,
    owner: Owner,
    /// Whether other fields are allowed.
    open: bool,
}

/// The file and name of a schema.
type Key<'a> = (FileId, &'a str);

impl<'a> SchemaTypes<'a> {
    pub(super) fn new(
        documents: &[&'a Document],
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
            shapes: HashMap::new(),
            pending: Vec::new(),
        }
    }

    /// Defines every named schema of a document.
    pub(super) fn document(&mut self, document: &'a Document) {
        for (name, schema) in &document.schemas {
            self.define(document.file, name, schema);
        }
    }

    /// Reads what had to wait until every named schema was defined.
    pub(super) fn finish(&mut self) {
        while !self.pending.is_empty() {
            for pending in std::mem::take(&mut self.pending) {
                let owner = inline_owner(&pending.owner);
                let shape = self.object(pending.schema, &owner, pending.open);
                self.add_shape(pending.id, shape);
            }
        }
    }

    /// Adds what a document says a definition consists of: of schemas in several documents that have one
    /// name, the first gives what it has, and the others what it lacks.
    fn add_shape(&mut self, id: DefId, shape: Shape) {
        match (&mut self.graph.get_mut(id).shape, shape) {
            (Shape::Object { fields, .. }, Shape::Object { fields: more, .. }) => {
                unite(fields, more);
            }
            (known @ Shape::Unknown, shape) => *known = shape,
            _ => {}
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
            let key = (reference.file, reference.name.as_str());
            // A reference to nothing was reported by the reader.
            return self.schemas.get(&key).copied().map_or(Ty::Any, |target| {
                Ty::Ref(self.named(&reference.name, None)).or_null(may_be_null(target))
            });
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
        if !alternatives.is_empty() && schema.properties.is_empty() && schema.all_of.is_empty() {
            return self.union(schema, alternatives, owner);
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
        let nullable = may_be_null(schema);
        if !is_enum_of_strings(schema) {
            // An enum of numbers or booleans says no more than its type, as far as clients go.
            let plain = match schema.ty.as_ref().map(|ty| ty.value.as_str()) {
                Some("integer") => Ty::Integer,
                Some("number") => Ty::Number,
                Some("boolean") => Ty::Boolean,
                _ => Ty::Any,
            };
            return plain.or_null(nullable);
        }
        let values = Shape::Enum(enum_values(schema));
        let id = self.define_inline(schema, owner, values);
        Ty::Ref(id).or_null(nullable)
    }

    fn union(&mut self, schema: &'a Schema, alternatives: &'a [Schema], owner: &Owner) -> Ty {
        let mut variants: Vec<(Ty, Span)> = Vec::new();
        for (index, alternative) in alternatives.iter().enumerate() {
            let owner = Owner {
                name: owner.name.clone(),
                field: match owner.field.as_str() {
                    "" => (index + 1).to_string(),
                    field => format!("{field}.{}", index + 1),
                },
            };
            let ty = self.schema(alternative, &owner);
            if !variants.iter().any(|(known, _)| *known == ty) {
                variants.push((ty, alternative.span));
            }
        }
        match variants.as_slice() {
            [(only, _)] => only.clone(),
            [_, ..] => Ty::Ref(self.define_inline(schema, owner, Shape::Union(variants))),
            [] => Ty::Any,
        }
    }

    fn all_of(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        // `allOf` of one schema and constraints that say nothing is that schema.
        let says_nothing = |part: &&Schema| {
            part.reference.is_none()
                && part.properties.is_empty()
                && part.all_of.is_empty()
                && part.one_of.is_empty()
                && part.any_of.is_empty()
                && part.required.is_empty()
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
                // Its parts may lead back to the schema that holds it.
                let id = self.define_inline(schema, owner, Shape::Unknown);
                self.pending.push(Pending {
                    id,
                    schema,
                    owner: owner.clone(),
                    open,
                });
                Ty::Ref(id)
            }
        }
    }

    fn inline(&mut self, schema: &'a Schema, owner: &Owner) -> Ty {
        let shape = self.object(schema, &inline_owner(owner), false);
        Ty::Ref(self.define_inline(schema, owner, shape))
    }

    fn define_inline(&mut self, schema: &Schema, owner: &Owner, shape: Shape) -> DefId {
        let origin = Origin {
            source: Source::OpenApi,
            span: schema.span,
        };
        let id = self
            .graph
            .define(Source::OpenApi, inline_identity(owner), "", Some(origin));
        let def = self.graph.get_mut(id);
        def.owner = Some(owner.clone());
        def.doc.clone_from(&schema.description);
        self.add_shape(id, shape);
        id
    }

    /// The definition of a named schema, whatever is known of it yet.
    fn named(&mut self, name: &str, origin: Option<Origin>) -> DefId {
        self.graph.define(
            Source::OpenApi,
            Identity::Schema(name.to_owned()),
            name,
            origin,
        )
    }

    /// Defines a named schema, or adds what another document says of it.
    fn define(&mut self, file: FileId, name: &'a str, schema: &'a Schema) {
        let origin = Origin {
            source: Source::OpenApi,
            span: schema.span,
        };
        let id = self.named(name, Some(origin));
        let shape = self.shape_of(file, name);
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
        self.add_shape(id, shape);
    }

    /// What a named schema consists of.
    fn shape_of(&mut self, file: FileId, name: &'a str) -> Shape {
        // Not recursive, for schemas may be made of others however deep. It ends, since the reader cuts
        // those that are made of themselves.
        let mut open = vec![(file, name)];
        while let Some(&key) = open.last() {
            let schema = self.schemas.get(&key).copied();
            match schema.and_then(|schema| self.first_unread_part(schema)) {
                Some(part) => open.push(part),
                None => {
                    if !self.shapes.contains_key(&key) {
                        let shape =
                            schema.map_or(Shape::Unknown, |schema| self.named_shape(schema, key.1));
                        self.shapes.insert(key, shape);
                    }
                    open.pop();
                }
            }
        }
        self.shapes
            .get(&(file, name))
            .cloned()
            .unwrap_or(Shape::Unknown)
    }

    /// The first schema with a name that a schema is made of and that was not read.
    fn first_unread_part(&self, schema: &'a Schema) -> Option<Key<'a>> {
        schema.all_of.iter().find_map(|part| match &part.reference {
            Some(reference) => {
                let key = self.aliased(reference);
                (!self.shapes.contains_key(&key)).then_some(key)
            }
            None => self.first_unread_part(part),
        })
    }

    fn named_shape(&mut self, schema: &'a Schema, name: &'a str) -> Shape {
        let owner = Owner {
            name: name.to_owned(),
            field: String::new(),
        };
        if !schema.properties.is_empty() || schema.all_of.len() > 1 {
            return self.object(schema, name, false);
        }
        if let [only] = schema.all_of.as_slice()
            && only.reference.is_none()
        {
            return self.named_shape(only, name);
        }
        let values = enum_values(schema);
        if !values.is_empty() && is_enum_of_strings(schema) {
            return Shape::Enum(values);
        }
        match self.schema(schema, &owner) {
            // What was made for the schema itself is its shape, not another type.
            Ty::Ref(id) if self.graph.get(id).identity == inline_identity(&owner) => {
                self.graph.get(id).shape.clone()
            }
            Ty::Any => Shape::Unknown,
            other => Shape::Alias(other),
        }
    }

    /// The fields of an object, those of `allOf` included.
    fn object(&mut self, schema: &'a Schema, owner: &str, open: bool) -> Shape {
        let mut object = Object {
            fields: IndexMap::new(),
            additional: open.then_some(Ty::Any),
            required: Vec::new(),
        };
        self.add_to(&mut object, schema, owner);
        for required in &object.required {
            match object.fields.get_mut(&required.value) {
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
        Shape::Object {
            fields: object.fields.into_values().collect(),
            additional: object.additional,
        }
    }

    /// Adds what a schema and the parts of its `allOf` say of an object.
    fn add_to(&mut self, object: &mut Object<'a>, schema: &'a Schema, owner: &str) {
        for part in &schema.all_of {
            match &part.reference {
                Some(reference) => {
                    let (file, name) = self.aliased(reference);
                    if let Shape::Object { fields, additional } = self.shape_of(file, name) {
                        fields.into_iter().for_each(|field| object.add(field));
                        object.additional = object.additional.take().or(additional);
                    }
                }
                None => self.add_to(object, part, owner),
            }
        }
        if let Some(untold) = schema.one_of.first().or(schema.any_of.first()) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UnknownConstruct,
                    format!("`{owner}` has fields of its own and alternatives"),
                )
                .label(untold.span, "what only some alternatives have is left out"),
            );
        }
        for (name, property) in &schema.properties {
            let place = Owner {
                name: owner.to_owned(),
                field: name.clone(),
            };
            let ty = self.schema(property, &place);
            object.add(field(name, property, ty, false));
        }
        object.required.extend(&schema.required);
        match &schema.additional {
            Some(Additional::Schema(value)) => {
                let place = Owner {
                    name: owner.to_owned(),
                    field: "value".to_owned(),
                };
                object.additional = Some(self.schema(value, &place));
            }
            Some(Additional::Allowed(true)) => object.additional = Some(Ty::Any),
            Some(Additional::Allowed(false)) | None => {}
        }
    }

    /// The schema that a reference leads to, through those that are other names for it.
    fn aliased(&self, reference: &'a SchemaRef) -> Key<'a> {
        let mut key = (reference.file, reference.name.as_str());
        // The reader cuts circles of references.
        while let Some(next) = self.schemas.get(&key).and_then(|schema| other_name(schema)) {
            key = (next.file, next.name.as_str());
        }
        key
    }
}

/// An object while its parts are being read.
struct Object<'a> {
    fields: IndexMap<String, FieldDef>,
    additional: Option<Ty>,
    /// What the parts require, whichever part has it.
    required: Vec<&'a Spanned<String>>,
}

impl Object<'_> {
    /// Adds a field; what one part requires stays required where another describes it again.
    fn add(&mut self, mut field: FieldDef) {
        if let Some(known) = self.fields.get(&field.name) {
            field.required = field.required.max(known.required);
        }
        self.fields.insert(field.name.clone(), field);
    }
}

/// The schema that a schema is another name for.
fn other_name(schema: &Schema) -> Option<&SchemaRef> {
    match (&schema.reference, schema.all_of.as_slice()) {
        (Some(reference), _) => Some(reference),
        (None, [only]) if schema.properties.is_empty() => only.reference.as_ref(),
        _ => None,
    }
}

fn inline_identity(owner: &Owner) -> Identity {
    Identity::Inline(format!("{}.{}", owner.name, owner.field))
}

/// One schema of two documents: a field that only one has is optional.
fn unite(fields: &mut Vec<FieldDef>, more: Vec<FieldDef>) {
    let names = |fields: &[FieldDef]| -> HashMap<String, Option<bool>> {
        (fields.iter())
            .map(|field| (field.name.clone(), field.required))
            .collect()
    };
    let (known, others) = (names(fields), names(&more));
    for field in fields.iter_mut() {
        if others.get(&field.name) != Some(&Some(true)) {
            field.required = Some(false);
        }
    }
    for mut field in more {
        if !known.contains_key(&field.name) {
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

fn may_be_null(schema: &Schema) -> bool {
    schema.nullable || schema.enumeration.iter().any(|value| value.value.is_null())
}

fn is_enum_of_strings(schema: &Schema) -> bool {
    let is_string = |value: &Spanned<Value>| value.value.is_string() || value.value.is_null();
    schema.enumeration.iter().all(is_string)
}

fn enum_values(schema: &Schema) -> Vec<EnumValue> {
    let value = |value: &Spanned<Value>| {
        let text = value.value.as_str()?;
        let doc = schema.enum_descriptions.get(text);
        Some(EnumValue {
            value: text.to_owned(),
            constant: None,
            doc: doc.cloned().unwrap_or_default(),
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
