//! Which values are boxed: those without which a type would have no finite size, and large ones that
//! are mostly absent, so that types which refer to many others stay small.

use std::collections::BTreeSet;

/// Optional values and variants above this size, in bytes, are boxed.
const LARGE: usize = 200;

/// The size of a box.
const POINTER: usize = 8;

/// A type and the others that it holds by value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// The bytes that the rest of it takes.
    pub(crate) own: usize,
    /// Whether it is one of its parts, not all of them.
    pub(crate) is_union: bool,
    /// The types that it holds.
    pub(crate) parts: Vec<Part>,
}

/// Where one type holds another by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The number of the field or variant.
    pub(crate) number: usize,
    /// The type in it.
    pub(crate) target: usize,
    /// Whether other values, or none, may be in its place.
    pub(crate) is_optional: bool,
}

/// Parts, each as the type that holds it and its number.
pub(crate) type Parts = BTreeSet<(usize, usize)>;

/// The parts to box.
pub(crate) fn boxed(nodes: &[Node]) -> Parts {
    // Large optional values come first: most cycles lead through one of them.
    let required = walk(nodes, |_, part| !part.is_optional);
    let mut boxed = required.closing;
    let at_least = sizes(nodes, &required.finished, &mut boxed.clone(), |_, part| {
        part.is_optional
    });
    for (node, part) in optional_parts(nodes) {
        if at_least[part.target] > LARGE {
            boxed.insert((node, part.number));
        }
    }
    let by_value = walk(nodes, |node, part| !boxed.contains(&(node, part.number)));
    boxed.extend(by_value.closing);
    sizes(nodes, &by_value.finished, &mut boxed, |size, part| {
        part.is_optional && size > LARGE
    });
    boxed
}

fn optional_parts(nodes: &[Node]) -> impl Iterator<Item = (usize, &Part)> {
    (nodes.iter().enumerate())
        .flat_map(|(node, held)| held.parts.iter().map(move |part| (node, part)))
        .filter(|(_, part)| part.is_optional)
}

/// The sizes of types, taken in an order that has what is held before what holds it.
///
/// Parts for which `is_boxed` holds, given the size of what is in them, join the boxed ones.
fn sizes(
    nodes: &[Node],
    order: &[usize],
    boxed: &mut Parts,
    is_boxed: impl Fn(usize, &Part) -> bool,
) -> Vec<usize> {
    let mut sizes = vec![0; nodes.len()];
    for &node in order {
        let held = nodes[node].parts.iter().map(|part| {
            let place = (node, part.number);
            if is_boxed(sizes[part.target], part) {
                boxed.insert(place);
            }
            if boxed.contains(&place) {
                POINTER
            } else {
                sizes[part.target]
            }
        });
        let own = nodes[node].own;
        sizes[node] = if nodes[node].is_union {
            held.fold(own, usize::max) + POINTER
        } else {
            own + held.sum::<usize>()
        };
    }
    sizes
}

/// What a walk through all types finds.
struct Walk {
    /// The parts that lead back to a type on the way to them. Without them no cycle is left, and
    /// with any one of them there is one again.
    closing: Parts,
    /// The types; what is held comes before what holds it.
    finished: Vec<usize>,
}

/// Walks along the parts for which `follows` holds, from the first type to the last.
fn walk(nodes: &[Node], follows: impl Fn(usize, &Part) -> bool) -> Walk {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Unseen,
        Open,
        Done,
    }
    let mut state = vec![State::Unseen; nodes.len()];
    let mut found = Walk {
        closing: Parts::new(),
        finished: Vec::new(),
    };
    for root in 0..nodes.len() {
        if state[root] != State::Unseen {
            continue;
        }
        state[root] = State::Open;
        let mut path = vec![(root, nodes[root].parts.iter())];
        while let Some((node, parts)) = path.last_mut() {
            let node = *node;
            let Some(part) = parts.find(|part| follows(node, part)) else {
                state[node] = State::Done;
                found.finished.push(node);
                path.pop();
                continue;
            };
            match state[part.target] {
                State::Open => {
                    found.closing.insert((node, part.number));
                }
                State::Done => {}
                State::Unseen => {
                    state[part.target] = State::Open;
                    path.push((part.target, nodes[part.target].parts.iter()));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Up to twelve types of up to 150 bytes each.
    fn graphs(acyclic: bool) -> impl Strategy<Value = Vec<Node>> {
        let parts = prop::collection::vec((0..12usize, 0..12usize, any::<bool>()), 0..40);
        let own = prop::collection::vec((0..150usize, any::<bool>()), 12);
        (parts, own).prop_map(move |(parts, own)| {
            let mut nodes: Vec<Node> = (own.into_iter())
                .map(|(own, is_union)| Node {
                    own,
                    is_union,
                    parts: Vec::new(),
                })
                .collect();
            for (from, target, is_optional) in parts {
                if !acyclic || from < target {
                    let number = nodes[from].parts.len();
                    nodes[from].parts.push(Part {
                        number,
                        target,
                        is_optional,
                    });
                }
            }
            nodes
        })
    }

    fn without(nodes: &[Node], boxed: &Parts) -> Vec<Node> {
        let mut nodes = nodes.to_vec();
        for (index, node) in nodes.iter_mut().enumerate() {
            node.parts
                .retain(|part| !boxed.contains(&(index, part.number)));
        }
        nodes
    }

    /// By taking away types that hold none of those that are left.
    fn has_cycle(nodes: &[Node]) -> bool {
        let mut left: Vec<usize> = (0..nodes.len()).collect();
        loop {
            let before = left.clone();
            left.retain(|&node| {
                nodes[node]
                    .parts
                    .iter()
                    .any(|part| before.contains(&part.target))
            });
            if left.len() == before.len() {
                return !left.is_empty();
            }
        }
    }

    /// Counted anew for each type, along every way.
    fn size(nodes: &[Node], boxed: &Parts, node: usize) -> usize {
        let held = nodes[node].parts.iter().map(|part| {
            if boxed.contains(&(node, part.number)) {
                POINTER
            } else {
                size(nodes, boxed, part.target)
            }
        });
        match nodes[node].is_union {
            true => held.chain([nodes[node].own]).max().unwrap_or(0) + POINTER,
            false => held.sum::<usize>() + nodes[node].own,
        }
    }

    proptest! {
        #[test]
        fn no_cycle_is_left(nodes in graphs(false)) {
            prop_assert!(!has_cycle(&without(&nodes, &boxed(&nodes))));
        }

        #[test]
        fn no_box_is_too_many(nodes in graphs(false)) {
            let closing = walk(&nodes, |_, _| true).closing;
            for place in &closing {
                let mut fewer = closing.clone();
                fewer.remove(place);
                prop_assert!(has_cycle(&without(&nodes, &fewer)));
            }
        }

        #[test]
        fn without_cycles_exactly_the_large_optional_parts_are_boxed(nodes in graphs(true)) {
            let boxed = boxed(&nodes);
            for (node, held) in nodes.iter().enumerate() {
                for part in &held.parts {
                    let is_large = size(&nodes, &boxed, part.target) > LARGE;
                    let is_boxed = boxed.contains(&(node, part.number));
                    prop_assert_eq!(is_boxed, part.is_optional && is_large);
                }
            }
        }
    }
}
