//! Lists that come in pages, found by their shape: the query has a limit and an offset, and the response has one list.

use super::model::{PagedList, Presence, RustType, StructField, TypeItem, structure_of};
use crate::ir::Operation;

/// What an operation with this response lists, if it is a list in pages.
pub(crate) fn paged(
    operation: &Operation,
    response: Option<&RustType>,
    types: &[Option<TypeItem<'_>>],
) -> Option<PagedList> {
    let is_asked = |name| operation.query.iter().any(|field| field.name == name);
    if !is_asked("limit") || !is_asked("offset") {
        return None;
    }
    let (_, structure) = structure_of(types, response?)?;
    let mut lists = structure.fields.iter().filter_map(list);
    let (Some((field, item)), None) = (lists.next(), lists.next()) else {
        return None;
    };
    Some(PagedList {
        field: field.ir.name.clone(),
        item: item.clone(),
    })
}

fn list<'f>(field: &'f StructField<'_>) -> Option<(&'f StructField<'f>, &'f RustType)> {
    match (&field.ty, field.presence) {
        (RustType::List(item), Presence::Always) => Some((field, item)),
        _ => None,
    }
}
