//! Which operation of the old state is which of the new one.
//!
//! The same verb on the same path is the same operation, whatever its placeholders are called. Of the
//! rest, the same method makes the same operation, then the same operation id.

use super::rules::Rule;
use super::side::Side;
use super::walk::{Holder, Walk};
use crate::ir::{Api, Call, Method, Operation, OperationId, Resource};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The operations of two states.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub(super) both: Vec<(OperationId, OperationId)>,
    pub(super) removed: Vec<OperationId>,
    pub(super) added: Vec<OperationId>,
}

/// What an operation is called: `GET /store/orders`.
pub(super) fn route(operation: &Operation) -> String {
    format!("{} {}", operation.verb.as_str(), operation.path)
}

/// The methods that call an operation.
pub(super) fn methods(api: &Api, id: OperationId) -> impl Iterator<Item = (&Resource, &Method)> {
    (api.resources.iter())
        .flat_map(|resource| {
            resource
                .methods
                .iter()
                .map(move |method| (resource, method))
        })
        .filter(move |(_, method)| method.call == Call::Operation(id))
}

/// The operations that some method calls.
fn called(api: &Api) -> Vec<OperationId> {
    let called: HashSet<_> = (api.resources.iter())
        .flat_map(|resource| &resource.methods)
        .filter_map(|method| match method.call {
            Call::Operation(id) => Some(id),
            Call::Custom(_) => None,
        })
        .collect();
    api.operation_ids()
        .filter(|id| called.contains(id))
        .collect()
}

pub(super) fn pair(walk: &Walk<'_>) -> Pairs {
    let mut pairs = Pairs {
        both: Vec::new(),
        removed: called(walk.old.api),
        added: called(walk.new.api),
    };
    pairs.take(&walk.old, &walk.new, |side, id| {
        let operation = &side.api[id];
        Some((operation.verb, without_names(&operation.path)))
    });
    let first_method = method_names(&walk.old);
    let first_method_new = method_names(&walk.new);
    pairs.take_by(|id| first_method.get(&id), |id| first_method_new.get(&id));
    pairs.take(&walk.old, &walk.new, |side, id| {
        Some(&side.api[id].id).filter(|id| !id.is_empty()).cloned()
    });
    pairs.both.sort_by_key(|pair| pair.1);
    pairs
}

/// The first method of each operation, with its resource.
fn method_names(side: &Side<'_>) -> HashMap<OperationId, (Vec<String>, String)> {
    let mut names = HashMap::new();
    for resource in &side.api.resources {
        for method in &resource.methods {
            if let Call::Operation(id) = method.call {
                names
                    .entry(id)
                    .or_insert_with(|| (resource.path.clone(), method.name.clone()));
            }
        }
    }
    names
}

/// A path template in which placeholders have no names.
pub(super) fn without_names(path: &str) -> String {
    let mut segments = path.split('/').map(|segment| {
        if segment.starts_with('{') {
            "{}"
        } else {
            segment
        }
    });
    let first = segments.next().unwrap_or_default().to_owned();
    segments.fold(first, |path, segment| path + "/" + segment)
}

impl Pairs {
    fn take<K: Hash + Eq>(
        &mut self,
        old: &Side<'_>,
        new: &Side<'_>,
        key: impl Fn(&Side<'_>, OperationId) -> Option<K>,
    ) {
        self.take_by(|id| key(old, id), |id| key(new, id));
    }

    /// Takes out the pairs with the same key.
    fn take_by<K: Hash + Eq>(
        &mut self,
        old: impl Fn(OperationId) -> Option<K>,
        new: impl Fn(OperationId) -> Option<K>,
    ) {
        let mut known: HashMap<K, OperationId> = HashMap::new();
        for &id in &self.removed {
            if let Some(key) = old(id) {
                known.entry(key).or_insert(id);
            }
        }
        let mut taken = HashSet::new();
        let both = &mut self.both;
        self.added
            .retain(|&id| match new(id).and_then(|key| known.remove(&key)) {
                Some(before) => {
                    taken.insert(before);
                    both.push((before, id));
                    false
                }
                None => true,
            });
        self.removed.retain(|id| !taken.contains(id));
    }
}

/// Notes operations without a counterpart.
pub(super) fn unpaired(walk: &mut Walk<'_>, pairs: &Pairs) {
    let (old, new) = (walk.old.api, walk.new.api);
    for (index, &id) in pairs.removed.iter().enumerate() {
        let holder = Holder::Removed(index);
        walk.note(Rule::OperationRemoved, route(&old[id]), holder)
            .texts(method_list(old, id), "")
            .at([&old[id].origins, &[]]);
    }
    for (index, &id) in pairs.added.iter().enumerate() {
        let holder = Holder::Added(index);
        walk.note(Rule::OperationAdded, route(&new[id]), holder)
            .texts("", method_list(new, id))
            .at([&[], &new[id].origins]);
    }
}

/// The methods that call an operation, as one text.
fn method_list(api: &Api, id: OperationId) -> String {
    let names: Vec<_> = methods(api, id)
        .map(|(resource, method)| method_name(resource, method))
        .collect();
    names.join(", ")
}

/// What a method is called: `customers.listOrders`.
pub(super) fn method_name(resource: &Resource, method: &Method) -> String {
    format!("{}.{}", resource.path.join("."), method.name)
}
