//! Lists that come in pages, found by their shape: the query has a limit and an offset, and the response has one list.

use super::model::{PagedList, Presence, RustType, StructField, TypeItem, structure_of};
use crate::ir::Operation;

/// What the response may say of the list: how many items it has, where the page begins, how many it may have.
const NUMBERS: [&str; 3] = ["count", "offset", "limit"];

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
    let fields = &structure.fields;
    let mut lists = fields.iter().filter_map(list);
    let (Some((field, item)), None) = (lists.next(), lists.next()) else {
        return None;
    };
    let numbers = (NUMBERS.into_iter())
        .filter(|name| fields.iter().any(|field| is_number(field, name)))
        .collect();
    Some(PagedList {
        field: field.name.clone(),
        item: item.clone(),
        numbers,
    })
}

/// Whether it is a number of this name, said always or sometimes.
fn is_number(field: &StructField<'_>, name: &str) -> bool {
    field.ir.name == name && field.ty == RustType::Integer && field.presence != Presence::Patch
}

fn list<'f>(field: &'f StructField<'_>) -> Option<(&'f StructField<'f>, &'f RustType)> {
    match (&field.ty, field.presence) {
        (RustType::List(item), Presence::Always) => Some((field, item)),
        _ => None,
    }
}
