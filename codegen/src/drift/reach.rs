//! Which operations a change reaches, and by which way: from the change back to the operations.

use super::change::Place;
use super::operations::{Pairs, method_name, methods, route};
use super::walk::{Holder, Walk};
use crate::ir::{Api, OperationId};
use std::collections::{HashMap, HashSet, VecDeque};

/// The places of each change found so far, in the same order.
pub(super) fn places(walk: &Walk<'_>, pairs: &Pairs) -> Vec<Vec<Place>> {
    let mut known: HashMap<Holder, Vec<Place>> = HashMap::new();
    (walk.found.iter())
        .map(|found| {
            let places = known
                .entry(found.holder)
                .or_insert_with(|| of_holder(walk, pairs, found.holder));
            places.clone()
        })
        .collect()
}

fn of_holder(walk: &Walk<'_>, pairs: &Pairs, holder: Holder) -> Vec<Place> {
    match holder {
        Holder::Nothing => Vec::new(),
        Holder::Removed(index) => of_operation(walk.old.api, pairs.removed[index], ""),
        Holder::Added(index) => of_operation(walk.new.api, pairs.added[index], ""),
        Holder::Operation(index) => of_operation(walk.new.api, pairs.both[index].1, ""),
        Holder::Types(index) => of_types(walk, pairs, index),
    }
}

fn of_operation(api: &Api, id: OperationId, path: &str) -> Vec<Place> {
    methods(api, id)
        .map(|(resource, method)| Place {
            resource: resource.path.join("."),
            method: method_name(resource, method),
            operation: route(&api[id]),
            path: path.to_owned(),
        })
        .collect()
}

/// Breadth first, so that the way shown is the shortest.
fn of_types(walk: &Walk<'_>, pairs: &Pairs, index: usize) -> Vec<Place> {
    let mut places = Vec::new();
    let mut seen = HashSet::from([Holder::Types(index)]);
    let mut pending = VecDeque::from([(index, String::new())]);
    while let Some((index, path)) = pending.pop_front() {
        let Some((_, node)) = walk.nodes.get_index(index) else {
            continue;
        };
        for (holder, label) in &node.holders {
            if !seen.insert(*holder) {
                continue;
            }
            let path = match (label.as_str(), path.as_str()) {
                (label, "") => label.to_owned(),
                ("", path) => path.to_owned(),
                (label, path) => format!("{label}.{path}"),
            };
            match holder {
                Holder::Types(next) => pending.push_back((*next, path)),
                Holder::Operation(pair) => {
                    places.extend(of_operation(walk.new.api, pairs.both[*pair].1, &path));
                }
                Holder::Removed(_) | Holder::Added(_) | Holder::Nothing => {}
            }
        }
    }
    places
}
