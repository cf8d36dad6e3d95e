//! Schemas: every key of a schema object, nothing about what it means in Rust.

use indexmap::IndexMap;

use super::read::Reader;
use super::{Additional, ENUM_DESCRIPTIONS, Schema, SchemaRef};
use crate::diagnostic::{Span, Spanned};
use crate::source::yaml::{Entry, Yaml};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

impl<'s> Reader<'s> {
    /// The schema in `node`, to be pointed at by `span`.
    pub(super) fn schema(&mut self, node: &'s Yaml, span: Span) -> Schema {
        let mut schema = Schema::new(span);
        for entry in self.entries(node, "a schema") {
            self.schema_key(&mut schema, entry);
        }
        schema
    }

    fn schema_key(&mut self, schema: &mut Schema, (key, value): &'s Entry) {
        match key.value.as_str() {
            "$ref" => schema.reference = self.schema_reference(value),
            "type" => schema.ty = self.schema_type(value),
            "format" => schema.format = self.string(value, "format"),
            "title" => schema.title = self.string(value, "title"),
            "description" => schema.description = self.prose(value),
            "nullable" => schema.nullable = self.flag(value, "nullable"),
            "deprecated" => schema.deprecated = self.flag(value, "deprecated"),
            "properties" => schema.properties = self.named_schemas(value, "`properties`"),
            "required" => schema.required = self.strings(value, "required"),
            "items" => schema.items = Some(Box::new(self.schema(value, value.head()))),
            "additionalProperties" => schema.additional = Some(self.additional(value)),
            "allOf" => schema.all_of = self.schemas(value, "`allOf`"),
            "oneOf" => schema.one_of = self.schemas(value, "`oneOf`"),
            "anyOf" => schema.any_of = self.schemas(value, "`anyOf`"),
            "enum" => schema.enumeration = self.values(value),
            ENUM_DESCRIPTIONS => schema.enum_descriptions = self.enum_descriptions(value),
            "default" => schema.default = Some(value.to_json()),
            "example" => schema.example = Some(value.to_json()),
            "x-expandable" => schema.expandable = self.string(value, "x-expandable"),
            "x-featureFlag" => schema.feature_flag = self.string(value, "x-featureFlag"),
            "x-expanded-relations" | "x-expanded-relation"
                if schema.expanded_relations.is_none() =>
            {
                schema.expanded_relations = Some(value.to_json());
            }
            other => {
                schema.other.insert(other.to_owned(), value.to_json());
            }
        }
    }

    /// Schemas by name, each to be pointed at by its name.
    pub(super) fn named_schemas(&mut self, node: &'s Yaml, what: &str) -> IndexMap<String, Schema> {
        let entries = self.entries(node, what).iter();
        let schema = |(name, value): &'s Entry| (name.value.clone(), self.schema(value, name.span));
        entries.map(schema).collect()
    }

    fn schemas(&mut self, node: &'s Yaml, what: &str) -> Vec<Schema> {
        let items = self.items(node, what).iter();
        items.map(|item| self.schema(item, item.head())).collect()
    }

    fn schema_reference(&mut self, node: &'s Yaml) -> Option<SchemaRef> {
        let text = self.text(node, "$ref")?;
        self.set.schema(text, node.span).unwrap_or_else(|fault| {
            self.diagnostics.push(fault);
            None
        })
    }

    fn schema_type(&mut self, node: &'s Yaml) -> Option<Spanned<String>> {
        let text = self.text(node, "type")?;
        if !TYPES.contains(&text) {
            let message = format!("`{text}` is not a type of OpenAPI 3.0");
            self.invalid(
                node.span,
                message,
                format!("must be one of {}", TYPES.join(", ")),
            );
        }
        Some(Spanned::new(text.to_owned(), node.span))
    }

    fn additional(&mut self, node: &'s Yaml) -> Additional {
        match node.as_bool() {
            Some(allowed) => Additional::Allowed(allowed),
            None => Additional::Schema(Box::new(self.schema(node, node.head()))),
        }
    }

    fn enum_descriptions(&mut self, node: &'s Yaml) -> IndexMap<String, String> {
        let entries = self.entries(node, ENUM_DESCRIPTIONS).iter();
        let description = |(value, text): &'s Entry| (value.value.clone(), self.prose(text));
        entries.map(description).collect()
    }

    fn values(&mut self, node: &'s Yaml) -> Vec<Spanned<serde_json::Value>> {
        let items = self.items(node, "`enum`").iter();
        items
            .map(|item| Spanned::new(item.to_json(), item.span))
            .collect()
    }
}

/// Whether two schemas allow the same values.
///
/// Prose, examples, links and the order of keys do not matter. Two references are the same if they name
/// the same schema, in whatever file: where those differ, it shows when they are compared.
pub fn same_shape(a: &Schema, b: &Schema) -> bool {
    fn target(schema: &Schema) -> Option<&str> {
        schema
            .reference
            .as_ref()
            .map(|reference| reference.name.as_str())
    }
    fn ty(schema: &Schema) -> Option<&str> {
        schema.ty.as_ref().map(|ty| ty.value.as_str())
    }
    target(a) == target(b)
        && ty(a) == ty(b)
        && (&a.format, &a.title) == (&b.format, &b.title)
        && (a.nullable, a.deprecated) == (b.nullable, b.deprecated)
        && same_properties(&a.properties, &b.properties)
        && same_values(&a.required, &b.required)
        && same_items(a.items.as_deref(), b.items.as_deref())
        && same_additional(a.additional.as_ref(), b.additional.as_ref())
        && same_lists(&a.all_of, &b.all_of)
        && same_lists(&a.one_of, &b.one_of)
        && same_lists(&a.any_of, &b.any_of)
        && same_values(&a.enumeration, &b.enumeration)
        && (&a.default, &a.expandable) == (&b.default, &b.expandable)
        && a.expanded_relations == b.expanded_relations
        && a.feature_flag == b.feature_flag
        && same_others(a, b)
}

fn same_properties(a: &IndexMap<String, Schema>, b: &IndexMap<String, Schema>) -> bool {
    let same = |(name, schema)| b.get(name).is_some_and(|other| same_shape(schema, other));
    a.len() == b.len() && a.iter().all(same)
}

/// Whether two lists hold the same values, in whatever order.
fn same_values<T: PartialEq>(a: &[Spanned<T>], b: &[Spanned<T>]) -> bool {
    let among =
        |wanted: &Spanned<T>, list: &[Spanned<T>]| list.iter().any(|v| v.value == wanted.value);
    a.iter().all(|value| among(value, b)) && b.iter().all(|value| among(value, a))
}

fn same_items(a: Option<&Schema>, b: Option<&Schema>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same_shape(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

fn same_additional(a: Option<&Additional>, b: Option<&Additional>) -> bool {
    match (a, b) {
        (Some(Additional::Schema(a)), Some(Additional::Schema(b))) => same_shape(a, b),
        (Some(Additional::Allowed(a)), Some(Additional::Allowed(b))) => a == b,
        (a, b) => a.is_none() && b.is_none(),
    }
}

fn same_lists(a: &[Schema], b: &[Schema]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_shape(a, b))
}

fn same_others(a: &Schema, b: &Schema) -> bool {
    fn others(schema: &Schema) -> impl Iterator<Item = (&String, &serde_json::Value)> {
        schema
            .other
            .iter()
            .filter(|(key, _)| *key != "externalDocs")
    }
    others(a).count() == others(b).count()
        && others(a).all(|(key, value)| b.other.get(key) == Some(value))
}
