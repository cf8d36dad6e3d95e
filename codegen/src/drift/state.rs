//! The two states: the API, the generated Rust, and the names of types in each.

use crate::ir::{Api, Shape, Type, TypeId};
use crate::lower::{self, Model};
use std::collections::HashMap;

/// How many values of an enum without a name are written out.
const SHOWN_VALUES: usize = 4;

/// One state of an API.
pub(super) struct ApiState<'a> {
    pub(super) api: &'a Api,
    pub(super) model: Model<'a>,
    /// The name of each type.
    names: Vec<String>,
    /// The documented names of types.
    documented: HashMap<&'a str, usize>,
}

/// The two states of an API that are compared.
pub(super) struct ApiPair<'a> {
    pub(super) old: ApiState<'a>,
    pub(super) new: ApiState<'a>,
}

impl<'a> ApiPair<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let (old, new) = rayon::join(|| ApiState::new(old), || ApiState::new(new));
        Self { old, new }
    }

    /// The texts of two type expressions.
    pub(super) fn texts(&self, [old, new]: [&Type; 2]) -> [String; 2] {
        [self.old.text(old), self.new.text(new)]
    }
}

impl<'a> ApiState<'a> {
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

    /// The documented name of a type where it is unique, else its name in Rust.
    pub(super) fn name(&self, id: TypeId) -> &str {
        &self.names[id.index()]
    }

    /// Whether a type has this documented name; inline types have none.
    pub(super) fn has_name(&self, name: &str) -> bool {
        !name.is_empty() && self.documented.contains_key(name)
    }

    /// A type expression, with short unnamed types in full.
    pub(super) fn text(&self, ty: &Type) -> String {
        ty.text(&|id| self.reference(id))
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
                        // A union may contain itself.
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
}
