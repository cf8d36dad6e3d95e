//! Places of types: what an inline type is called after and what it is known by.

use crate::ir::{Identity, Owner};

/// Where a type stands.
pub(super) struct Spot {
    /// The place as people call it.
    pub(super) owner: Owner,
    /// What tells it from all others: of types that share a name, links do.
    path: String,
}

impl Spot {
    /// The place `field` of what is called `name` and known by `path`.
    pub(super) fn new(name: &str, path: &str, field: &str) -> Self {
        Self {
            owner: Owner {
                name: name.to_owned(),
                field: field.to_owned(),
            },
            path: format!("{path}.{field}"),
        }
    }

    /// The place of a type that has a name, for what it is defined by.
    pub(super) fn of_type(name: &str, identity: &Identity) -> Self {
        let (Identity::Link(path) | Identity::Schema(path) | Identity::Inline(path)) = identity;
        Self {
            owner: Owner {
                name: name.to_owned(),
                field: String::new(),
            },
            path: path.clone(),
        }
    }

    /// A place within this one that has no name of its own.
    pub(super) fn part(&self, part: impl std::fmt::Display) -> Self {
        let Owner { name, field } = &self.owner;
        let field = match field.as_str() {
            "" => part.to_string(),
            field => format!("{field}.{part}"),
        };
        Self {
            owner: Owner {
                name: name.clone(),
                field,
            },
            path: format!("{}.{part}", self.path),
        }
    }

    /// The place of a field of the type that stands here.
    pub(super) fn field(&self, field: &str) -> Self {
        let Owner { name, field: own } = &self.owner;
        match own.as_str() {
            "" => Self::new(name, &self.path, field),
            own => Self::new(&format!("{name}.{own}"), &self.path, field),
        }
    }

    /// What a type that nobody names is known by here.
    pub(super) fn identity(&self) -> Identity {
        Identity::Inline(self.path.clone())
    }
}
