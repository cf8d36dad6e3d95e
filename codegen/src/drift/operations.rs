//! Pairs each operation of the old state with its counterpart in the new one.
//!
//! Operations with the same verb and path are counterparts; the names of placeholders do not count. Of the rest,
//! operations with the same method are counterparts, then those with the same operation id.

use super::state::{ApiPair, ApiState};
use crate::ir::{Api, Call, Method, Operation, OperationId, Resource};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The operations of two states.
#[derive(Debug, Default)]
pub(super) struct OperationPairs {
    pub(super) both: Vec<(OperationId, OperationId)>,
    pub(super) removed: Vec<OperationId>,
    pub(super) added: Vec<OperationId>,
}

/// The verb and path of an operation: `GET /store/orders`.
pub(super) fn route(operation: &Operation) -> String {
    format!("{} {}", operation.verb.as_str(), operation.path)
}

/// A method with its resource.
pub(super) type MethodOf<'a> = (&'a Resource, &'a Method);

/// All methods.
pub(super) fn methods(api: &Api) -> impl Iterator<Item = MethodOf<'_>> {
    let of_resource = |resource| move |method| (resource, method);
    (api.resources.iter())
        .flat_map(move |resource: &Resource| resource.methods.iter().map(of_resource(resource)))
}

/// The methods that call an operation.
pub(super) fn methods_of(api: &Api, id: OperationId) -> impl Iterator<Item = MethodOf<'_>> {
    methods(api).filter(move |(_, method)| method.call == Call::Operation(id))
}

/// The name of a method: `customers.listOrders`.
pub(super) fn method_name((resource, method): MethodOf<'_>) -> String {
    format!("{}.{}", resource.path.join("."), method.name)
}

/// A path template in which placeholders have no names.
pub(super) fn without_names(path: &str) -> String {
    let segments = path
        .split('/')
        .map(|segment| match segment.starts_with('{') {
            true => "{}",
            false => segment,
        });
    segments.collect::<Vec<_>>().join("/")
}

impl OperationPairs {
    pub(super) fn new(apis: &ApiPair<'_>) -> Self {
        let names = [&apis.old, &apis.new].map(method_names);
        let called = |state: &ApiState<'_>, names: &HashMap<_, _>| {
            let ids = state.api.operation_ids();
            ids.filter(|id| names.contains_key(id)).collect()
        };
        let mut pairs = Self {
            both: Vec::new(),
            removed: called(&apis.old, &names[0]),
            added: called(&apis.new, &names[1]),
        };
        pairs.take(|side, id| {
            let operation = &[&apis.old, &apis.new][side].api[id];
            Some((operation.verb, without_names(&operation.path)))
        });
        pairs.take(|side, id| names[side].get(&id));
        pairs.take(|side, id| {
            let operation = &[&apis.old, &apis.new][side].api[id];
            Some(&operation.id).filter(|id| !id.is_empty())
        });
        pairs.both.sort_by_key(|pair| pair.1);
        pairs
    }

    /// Pairs the remaining operations that have the same key; `key` takes 0 for the old state and 1 for the new one.
    fn take<K: Hash + Eq>(&mut self, key: impl Fn(usize, OperationId) -> Option<K>) {
        let mut known: HashMap<K, OperationId> = HashMap::new();
        for &id in &self.removed {
            if let Some(key) = key(0, id) {
                known.entry(key).or_insert(id);
            }
        }
        let mut taken = HashSet::new();
        let both = &mut self.both;
        (self.added).retain(|&id| match key(1, id).and_then(|key| known.remove(&key)) {
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

/// The path of the resource and the name of the first method of each operation that a method calls.
fn method_names<'a>(state: &ApiState<'a>) -> HashMap<OperationId, (&'a [String], &'a str)> {
    let mut names = HashMap::new();
    for (resource, method) in methods(state.api) {
        if let Call::Operation(id) = method.call {
            let name = (resource.path.as_slice(), method.name.as_str());
            names.entry(id).or_insert(name);
        }
    }
    names
}
