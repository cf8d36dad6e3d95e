//! The last step of merging: aliases are followed, types that nothing uses are dropped, the rest is
//! put in the order of names.

use crate::ir::{Api, Call, LeftOut, LeftOutReason, Origin, Shape, Source, Type, TypeDef, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// Leaves the types that some operation uses, each once; done again when fixups have changed what is used.
pub fn prune(api: &mut Api) {
    follow_aliases(api);
    lift_nulls(api);
    let used = reachable(api);
    let mut order: Vec<TypeId> = used.iter().copied().collect();
    order.sort_by(|a, b| sort_key(&api[*a]).cmp(&sort_key(&api[*b])));
    for id in api.type_ids().filter(|id| !used.contains(id)) {
        if let Some(left_out) = unused(&api[id]) {
            api.left_out.push(left_out);
        }
    }
    renumber(api, &order);
    api.left_out.sort_by(|a, b| a.what.cmp(&b.what));
}

fn sort_key(def: &TypeDef) -> (&str, &[crate::ir::Identity]) {
    (&def.name, &def.identities)
}

/// A schema nobody refers to is worth a line in the ledger; what the pages call the type of a query is
/// not: its fields are the request's setters.
fn unused(def: &TypeDef) -> Option<LeftOut> {
    let is_schema = def
        .origins
        .iter()
        .all(|origin| origin.source == Source::OpenApi)
        && !def.name.is_empty();
    is_schema.then(|| LeftOut {
        what: def.name.clone(),
        at: def.origins.first().map(|origin: &Origin| origin.span),
        reason: LeftOutReason::UnusedSchema,
    })
}

fn follow_aliases(api: &mut Api) {
    let aliases: BTreeMap<TypeId, Type> = api
        .type_ids()
        .filter_map(|id| match &api[id].shape {
            Shape::Alias(target) => Some((id, target.clone())),
            _ => None,
        })
        .collect();
    for_each_type(api, &mut |ty| {
        // A chain longer than the list of aliases is a cycle.
        for _ in 0..=aliases.len() {
            match ty {
                Type::Ref(id) => match aliases.get(id) {
                    Some(target) => *ty = target.clone(),
                    None => return,
                },
                _ => return,
            }
        }
        *ty = Type::Any;
    });
}

/// A field says itself whether it may be null, also where that is said by what its type is an alias of.
fn lift_nulls(api: &mut Api) {
    let objects = api.types.iter_mut().filter_map(|def| match &mut def.shape {
        Shape::Object(object) => Some(&mut object.fields),
        _ => None,
    });
    let parameters = api
        .operations
        .iter_mut()
        .flat_map(|operation| [&mut operation.query, &mut operation.headers]);
    for field in objects.chain(parameters).flatten() {
        if let Type::Nullable(inner) = &mut field.ty {
            field.ty = std::mem::replace(&mut **inner, Type::Any);
            field.nullable = true;
        }
    }
}

fn reachable(api: &Api) -> BTreeSet<TypeId> {
    let mut seen = BTreeSet::new();
    let mut work = Vec::new();
    let mut note = |ty: &Type, work: &mut Vec<TypeId>| {
        if let Some(id) = ty.target()
            && seen.insert(id)
        {
            work.push(id);
        }
    };
    let called = api
        .resources
        .iter()
        .flat_map(|resource| &resource.methods)
        .filter_map(|method| match method.call {
            Call::Operation(id) => Some(&api[id]),
            Call::Custom(_) => None,
        });
    for operation in called {
        let fields = operation
            .query
            .iter()
            .chain(&operation.headers)
            .map(|field| &field.ty);
        let body = operation.body.iter().map(|body| &body.ty);
        for ty in fields.chain(body).chain(&operation.response.ty) {
            note(ty, &mut work);
        }
    }
    while let Some(id) = work.pop() {
        for ty in api[id].shape.types() {
            note(ty, &mut work);
        }
    }
    seen
}

fn renumber(api: &mut Api, order: &[TypeId]) {
    let new: BTreeMap<TypeId, TypeId> = order.iter().copied().zip(api.type_ids()).collect();
    let mut old: BTreeMap<TypeId, TypeDef> =
        api.type_ids().zip(std::mem::take(&mut api.types)).collect();
    for id in order {
        if let Some(def) = old.remove(id) {
            api.add_type(def);
        }
    }
    for_each_type(api, &mut |ty| {
        if let Type::Ref(id) = ty
            && let Some(new) = new.get(id)
        {
            *id = *new;
        }
    });
}

/// Calls `change` on every type expression of the API, inner ones last.
fn for_each_type(api: &mut Api, change: &mut dyn FnMut(&mut Type)) {
    for operation in &mut api.operations {
        let fields = operation
            .query
            .iter_mut()
            .chain(&mut operation.headers)
            .map(|field| &mut field.ty);
        let body = operation.body.iter_mut().map(|body| &mut body.ty);
        for ty in fields.chain(body).chain(&mut operation.response.ty) {
            ty.visit_mut(change);
        }
    }
    for def in &mut api.types {
        for ty in def.shape.types_mut() {
            ty.visit_mut(change);
        }
    }
}
