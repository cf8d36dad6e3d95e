//! What each type is used for: found by walking from the methods, so that what nobody can send or
//! receive is not emitted.

use super::model::{Areas, Holder, ParameterValue, RustType, Usage};
use super::resolve::Types;
use crate::ir::{Api, Call, Encoding, Operation, ResourceId, TypeId};

/// The types in use.
#[derive(Debug)]
pub(crate) struct Usages<'a> {
    /// By [`TypeId::index`]; `None` for those that nothing leads to.
    pub of: Vec<Option<Usage>>,
    /// In the order in which the methods lead to them.
    pub order: Vec<TypeId>,
    /// For each type the others that its parts are made of.
    pub parts: Vec<Vec<TypeId>>,
    /// For each type the places in types in use where it is.
    pub holders: Vec<Vec<Holder<'a>>>,
    /// Whether a method refers to the type itself.
    pub is_direct: Vec<bool>,
}

#[derive(Clone, Copy, Default)]
struct Roles {
    body: bool,
    query: bool,
    response: bool,
}

impl Roles {
    fn with(self, other: Self) -> Self {
        Self {
            body: self.body || other.body,
            query: self.query || other.query,
            response: self.response || other.response,
        }
    }

    fn cover(self, other: Self) -> bool {
        (self.body || !other.body)
            && (self.query || !other.query)
            && (self.response || !other.response)
    }
}

/// Walks from every method to the types it leads to.
pub(crate) fn find<'a>(api: &'a Api, types: &Types<'a>) -> Usages<'a> {
    let parts: Vec<_> = api.type_ids().map(|id| types.parts(id)).collect();
    let mut usages = Usages {
        of: vec![None; api.types.len()],
        order: Vec::new(),
        parts: (parts.iter())
            .map(|parts| parts.iter().filter_map(|(_, ty)| named(ty)).collect())
            .collect(),
        holders: vec![Vec::new(); api.types.len()],
        is_direct: vec![false; api.types.len()],
    };
    for id in api.resource_ids() {
        let mut walk = Walk {
            roles: vec![Roles::default(); api.types.len()],
            reached: Vec::new(),
        };
        for method in &api[id].methods {
            if let Call::Operation(operation) = method.call {
                walk.operation(types, &mut usages, &api[operation]);
            }
        }
        usages.add(Areas::only(api[id].area), id, &walk);
    }
    for &owner in &usages.order {
        for (field, ty) in &parts[owner.index()] {
            if let Some(target) = named(ty) {
                usages.holders[target.index()].push(Holder {
                    owner,
                    field,
                    is_item: matches!(ty, RustType::List(_)),
                });
            }
        }
    }
    usages
}

impl<'a> Usages<'a> {
    /// The only place that a type is in, unless methods refer to it too.
    pub(crate) fn only_holder(&self, id: TypeId) -> Option<Holder<'a>> {
        match self.holders[id.index()].as_slice() {
            &[only] if !self.is_direct[id.index()] => Some(only),
            _ => None,
        }
    }

    fn add(&mut self, areas: Areas, resource: ResourceId, walk: &Walk) {
        for &id in &walk.reached {
            let usage = self.of[id.index()].get_or_insert_with(|| {
                self.order.push(id);
                Usage::default()
            });
            let roles = walk.roles[id.index()];
            usage.body |= roles.body;
            usage.query |= roles.query;
            usage.response |= roles.response;
            usage.areas = usage.areas.with(areas);
            usage.resources.insert(resource);
        }
    }
}

/// The walk from the methods of one resource.
struct Walk {
    roles: Vec<Roles>,
    reached: Vec<TypeId>,
}

impl Walk {
    fn operation(&mut self, types: &Types<'_>, usages: &mut Usages<'_>, operation: &Operation) {
        let body = Roles {
            body: true,
            ..Roles::default()
        };
        let query = Roles {
            query: true,
            ..Roles::default()
        };
        let response = Roles {
            response: true,
            ..Roles::default()
        };
        if let Some(sent) = (operation.body.as_ref()).filter(|body| body.encoding == Encoding::Json)
        {
            self.reach(&types.rust_type(&sent.ty), body, usages);
        }
        for parameter in &operation.query {
            match types.parameter(parameter) {
                ParameterValue::Text | ParameterValue::Names | ParameterValue::Files => {}
                ParameterValue::Plain(ty) | ParameterValue::Into(ty) | ParameterValue::List(ty) => {
                    self.reach(&ty, query, usages);
                }
            }
        }
        if let Some(answered) = &operation.response.ty {
            self.reach(&types.rust_type(answered), response, usages);
        }
    }

    fn reach(&mut self, ty: &RustType, roles: Roles, usages: &mut Usages<'_>) {
        let mut pending: Vec<TypeId> = named(ty).into_iter().collect();
        for id in &pending {
            usages.is_direct[id.index()] = true;
        }
        while let Some(id) = pending.pop() {
            let seen = self.roles[id.index()];
            if seen.cover(roles) {
                continue;
            }
            if !(seen.body || seen.query || seen.response) {
                self.reached.push(id);
            }
            self.roles[id.index()] = seen.with(roles);
            pending.extend(usages.parts[id.index()].iter().rev());
        }
    }
}

/// The type of the model in a type expression; there is at most one.
pub(crate) fn named(ty: &RustType) -> Option<TypeId> {
    match ty {
        RustType::Named(id) => Some(*id),
        RustType::List(inner) | RustType::Map(inner) | RustType::Option(inner) => named(inner),
        _ => None,
    }
}
