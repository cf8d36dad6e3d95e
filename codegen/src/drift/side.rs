//! One of the two states: the API, the Rust it becomes, and how things in it are called.

use crate::diagnostic::Span;
use crate::ir::{Api, Origin, Resource, Shape, Source, Type, TypeId};
use crate::lower::{self, Model};
use std::collections::HashMap;

/// How many values of an enum without a name are written out.
const SHOWN_VALUES: usize = 4;

pub(super) struct Side<'a> {
    pub(super) api: &'a Api,
    pub(super) model: Model<'a>,
    /// What each type is called.
    names: Vec<String>,
    /// The documented names of types.
    documented: HashMap<&'a str, usize>,
}

impl<'a> Side<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let model = lower::lower(api);
        let mut counts: HashMap<&'a str, usize> = HashMap::new();
        for def in &api.types {
            *counts.entry(&def.name).or_default() += 1;
        }
        let names = (api.type_ids())
            .map(|id| {
                let def = &api[id];
                let rust = model.types[id.index()].as_ref().map(|item| &item.name);
                match (rust, &def.owner) {
                    _ if !def.name.is_empty() && counts[def.name.as_str()] == 1 => def.name.clone(),
                    (Some(rust), _) => rust.clone(),
                    (None, Some(owner)) => format!("{}.{}", owner.name, owner.field),
                    (None, None) => def.name.clone(),
                }
            })
            .collect();
        Self {
            api,
            model,
            names,
            documented: counts,
        }
    }

    /// What a type is called: as documented where that is clear, else as in Rust.
    pub(super) fn name(&self, id: TypeId) -> &str {
        &self.names[id.index()]
    }

    /// Whether some type is documented under this name; inline types have none.
    pub(super) fn has_name(&self, name: &str) -> bool {
        !name.is_empty() && self.documented.contains_key(name)
    }

    /// A type expression, much like in TypeScript.
    pub(super) fn text(&self, ty: &Type) -> String {
        match ty {
            Type::String => "string".to_owned(),
            Type::Integer => "integer".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::DateTime => "DateTime".to_owned(),
            Type::Binary => "file".to_owned(),
            Type::Any => "any".to_owned(),
            Type::Ref(id) => self.reference(*id),
            Type::Array(item) => match self.text(item) {
                text if text.contains(" | ") => format!("({text})[]"),
                text => format!("{text}[]"),
            },
            Type::Map(value) => format!("Record<string, {}>", self.text(value)),
            Type::Nullable(inner) => format!("{} | null", self.text(inner)),
        }
    }

    fn reference(&self, id: TypeId) -> String {
        let def = &self.api[id];
        match &def.shape {
            _ if !def.name.is_empty() => self.name(id).to_owned(),
            Shape::Enum(values) if !values.is_empty() => {
                let mut texts: Vec<String> = (values.iter().take(SHOWN_VALUES))
                    .map(|value| format!("\"{}\"", value.value))
                    .collect();
                if values.len() > SHOWN_VALUES {
                    texts.push("…".to_owned());
                }
                texts.join(" | ")
            }
            Shape::Union(variants) => {
                let texts: Vec<_> = (variants.iter())
                    .map(|variant| match &variant.ty {
                        // A union may hold itself.
                        Type::Ref(inner) if matches!(self.api[*inner].shape, Shape::Union(_)) => {
                            self.name(*inner).to_owned()
                        }
                        ty => self.text(ty),
                    })
                    .collect();
                texts.join(" | ")
            }
            _ => self.name(id).to_owned(),
        }
    }

    pub(super) fn path(&self, resource: &Resource) -> String {
        resource.path.join(".")
    }
}

/// The place to show: documentation before corrections, pages before documents. Where only one of them has changed,
/// that is found out later ([`Change::show`](super::Change::show)).
pub(super) fn place(origins: &[Origin]) -> Option<Span> {
    let rank = |origin: &&Origin| match origin.source {
        Source::Pages => 0,
        Source::OpenApi => 1,
        Source::Fixup => 2,
    };
    origins.iter().min_by_key(rank).map(|origin| origin.span)
}
