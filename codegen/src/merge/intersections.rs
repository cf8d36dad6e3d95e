//! Intersections: what they consist of, once every page and document was read.
//!
//! A part may be described on a later page than the intersection, so nothing is known of an
//! intersection until all is read. Then each becomes an object of the fields of its parts.

use super::graph::{DefId, FieldDef, Graph, Part, Shape, Ty};
use indexmap::IndexMap;

/// Turns every intersection into an object; into nothing known where no part has a field.
pub(super) fn close(graph: &mut Graph) {
    for id in graph.ids() {
        // Not recursive, for parts may be intersections however deep.
        let mut open = vec![id];
        while let Some(&top) = open.last() {
            match first_unclosed(graph, top, &open) {
                Some(part) => open.push(part),
                None => {
                    if let Shape::Intersection { parts, open } = &graph.get(top).shape {
                        let shape = closed(graph, parts, *open);
                        graph.get_mut(top).shape = shape;
                    }
                    open.pop();
                }
            }
        }
    }
}

/// The first part that is an intersection itself, and not one that is being closed.
fn first_unclosed(graph: &Graph, id: DefId, open: &[DefId]) -> Option<DefId> {
    let Shape::Intersection { parts, .. } = &graph.get(id).shape else {
        return None;
    };
    let target = |part: &Part| match part {
        Part::Type(ty) => graph.base(ty).map(|(id, _)| id),
        Part::Fields(_) => None,
    };
    let is_unclosed = |id: &DefId| {
        matches!(graph.get(*id).shape, Shape::Intersection { .. }) && !open.contains(id)
    };
    parts.iter().filter_map(target).find(is_unclosed)
}

fn closed(graph: &Graph, parts: &[Part], open: bool) -> Shape {
    let mut fields: IndexMap<String, FieldDef> = IndexMap::new();
    let mut additional = open.then_some(Ty::Any);
    for part in parts {
        let more = match part {
            Part::Fields(fields) => fields.clone(),
            Part::Type(ty) => {
                let (more, extra) = graph.fields_of(ty).unwrap_or_default();
                additional = additional.or(extra);
                more
            }
        };
        for field in more {
            match fields.get_mut(&field.name) {
                // A value has to satisfy all parts.
                Some(known) => known.required = known.required.max(field.required),
                None => {
                    fields.insert(field.name.clone(), field);
                }
            }
        }
    }
    if fields.is_empty() && additional.is_none() {
        return Shape::Unknown;
    }
    Shape::Object {
        fields: fields.into_values().collect(),
        additional,
    }
}
