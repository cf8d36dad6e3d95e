//! The operations that each change reaches, found by following usage sites back from the change.

use super::change::{Change, Place};
use super::operations::{OperationPairs, method_name, methods_of, route};
use super::sink::{ChangeSink, TypePairs, UsageSite};
use super::state::ApiPair;
use crate::ir::{Api, OperationId};
use indexmap::IndexMap;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet, VecDeque};

/// The changes with their places, without duplicates, the most severe first.
pub(super) fn changes(
    apis: &ApiPair<'_>,
    operations: &OperationPairs,
    sink: ChangeSink,
) -> Vec<Change> {
    let (found, types) = sink.into_found();
    let reach = Reach {
        apis,
        operations,
        types: &types,
    };
    let mut places: HashMap<UsageSite, Vec<Place>> = HashMap::new();
    let mut merged: IndexMap<_, Change> = IndexMap::new();
    for found in found {
        let places = (places.entry(found.site)).or_insert_with(|| reach.places(found.site));
        let change = found.change;
        let key = (
            change.rule,
            change.subject.clone(),
            change.before.clone(),
            change.after.clone(),
        );
        let (wire, bump) = (change.wire, change.bump);
        let known = merged.entry(key).or_insert(change);
        known.wire = known.wire.max(wire);
        known.bump = known.bump.max(bump);
        known.places.extend_from_slice(places);
    }
    let mut changes: Vec<Change> = merged.into_values().collect();
    for change in &mut changes {
        keep_shortest(&mut change.places);
    }
    changes.sort_by(|a, b| {
        let key = |change: &Change| (Reverse(change.level()), Reverse(change.bump), change.rule);
        (key(a), &a.subject).cmp(&(key(b), &b.subject))
    });
    changes
}

/// Keeps the shortest path to each method.
fn keep_shortest(places: &mut Vec<Place>) {
    places.sort_by_cached_key(|place| {
        let Place {
            resource,
            method,
            operation,
            path,
        } = place.clone();
        (resource, method, operation, path.len(), path)
    });
    places.dedup_by(|a, b| a.operation == b.operation && a.method == b.method);
}

struct Reach<'r, 'a> {
    apis: &'r ApiPair<'a>,
    operations: &'r OperationPairs,
    types: &'r TypePairs,
}

impl Reach<'_, '_> {
    fn places(&self, site: UsageSite) -> Vec<Place> {
        let (old, new) = (self.apis.old.api, self.apis.new.api);
        match site {
            UsageSite::Nowhere => Vec::new(),
            UsageSite::Removed(index) => of_operation(old, self.operations.removed[index], ""),
            UsageSite::Added(index) => of_operation(new, self.operations.added[index], ""),
            UsageSite::Operation(index) => of_operation(new, self.operations.both[index].1, ""),
            UsageSite::Types(index) => self.of_types(index),
        }
    }

    /// Searches breadth first, so that the first path to an operation is the shortest.
    fn of_types(&self, index: usize) -> Vec<Place> {
        let mut places = Vec::new();
        let mut seen = HashSet::from([UsageSite::Types(index)]);
        let mut pending = VecDeque::from([(index, String::new())]);
        while let Some((index, path)) = pending.pop_front() {
            for (site, label) in self.types.sites(index) {
                if !seen.insert(*site) {
                    continue;
                }
                let parts = [label.as_str(), path.as_str()].into_iter();
                let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
                let path = parts.join(".");
                match site {
                    UsageSite::Types(next) => pending.push_back((*next, path)),
                    UsageSite::Operation(pair) => {
                        let id = self.operations.both[*pair].1;
                        places.extend(of_operation(self.apis.new.api, id, &path));
                    }
                    UsageSite::Removed(_) | UsageSite::Added(_) | UsageSite::Nowhere => {}
                }
            }
        }
        places
    }
}

fn of_operation(api: &Api, id: OperationId, path: &str) -> Vec<Place> {
    let place = |(resource, method): (&crate::ir::Resource, _)| Place {
        resource: resource.path.join("."),
        method: method_name((resource, method)),
        operation: route(&api[id]),
        path: path.to_owned(),
    };
    methods_of(api, id).map(place).collect()
}
