//! Which values are boxed: as few as it takes to give every type a finite size, and to keep types
//! that hold many others from growing without measure.

/// Where one type holds another by value: the number of a field or variant, and the type there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Edge {
    /// The number of the field or variant, counted by the type that holds it.
    pub part: usize,
    /// The type in it.
    pub target: usize,
}

/// The edges that close a cycle on a walk from the first type to the last, as type and part.
///
/// Without them no cycle is left, and with any one of them there is one again.
pub(crate) fn closing_cycles(graph: &[Vec<Edge>]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Unseen,
        Open,
        Done,
    }
    let mut state = vec![State::Unseen; graph.len()];
    let mut closing = Vec::new();
    for root in 0..graph.len() {
        if state[root] != State::Unseen {
            continue;
        }
        state[root] = State::Open;
        let mut path = vec![(root, graph[root].iter())];
        while let Some((node, edges)) = path.last_mut() {
            let node = *node;
            let Some(edge) = edges.next() else {
                state[node] = State::Done;
                path.pop();
                continue;
            };
            match state[edge.target] {
                State::Open => closing.push((node, edge.part)),
                State::Done => {}
                State::Unseen => {
                    state[edge.target] = State::Open;
                    path.push((edge.target, graph[edge.target].iter()));
                }
            }
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graphs(acyclic: bool) -> impl Strategy<Value = Vec<Vec<Edge>>> {
        let edges = prop::collection::vec((0..12usize, 0..12usize), 0..40);
        edges.prop_map(move |pairs| {
            let mut graph = vec![Vec::new(); 12];
            for (from, target) in pairs {
                if !acyclic || from < target {
                    let part = graph[from].len();
                    graph[from].push(Edge { part, target });
                }
            }
            graph
        })
    }

    fn without(graph: &[Vec<Edge>], boxed: &[(usize, usize)]) -> Vec<Vec<Edge>> {
        (graph.iter().enumerate())
            .map(|(node, edges)| {
                (edges.iter().copied())
                    .filter(|edge| !boxed.contains(&(node, edge.part)))
                    .collect()
            })
            .collect()
    }

    /// By taking away types that hold none of those that are left.
    fn has_cycle(graph: &[Vec<Edge>]) -> bool {
        let mut left: Vec<usize> = (0..graph.len()).collect();
        loop {
            let before = left.len();
            let remaining = left.clone();
            left.retain(|&node| {
                graph[node]
                    .iter()
                    .any(|edge| remaining.contains(&edge.target))
            });
            if left.len() == before {
                return before > 0;
            }
        }
    }

    proptest! {
        #[test]
        fn no_cycle_is_left(graph in graphs(false)) {
            let boxed = closing_cycles(&graph);
            prop_assert!(!has_cycle(&without(&graph, &boxed)));
        }

        #[test]
        fn no_box_is_too_many(graph in graphs(false)) {
            let boxed = closing_cycles(&graph);
            for index in 0..boxed.len() {
                let mut fewer = boxed.clone();
                fewer.remove(index);
                prop_assert!(has_cycle(&without(&graph, &fewer)));
            }
        }

        #[test]
        fn nothing_is_boxed_where_there_is_no_cycle(graph in graphs(true)) {
            prop_assert_eq!(closing_cycles(&graph), []);
        }
    }
}
