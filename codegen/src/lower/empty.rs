//! Values to begin with: reading a struct starts with one that holds nothing yet, down to its required fields.
//!
//! A required field that leads back to its own type has no value at all: no document of finite size holds it, whatever
//! the documentation says, so it is optional. A union begins with a variant that does not lead back either.

use super::model::{Presence, RustType, StructField, TypeItem, TypeKind};

/// Makes optional what cannot always be there, and chooses where each union begins.
pub(crate) fn found(items: &mut [Option<TypeItem<'_>>]) {
    for item in items.iter_mut().flatten() {
        if let TypeKind::Struct(structure) = &mut item.kind {
            structure.fields.iter_mut().for_each(cut);
        }
    }
    let mut is_founded = vec![false; items.len()];
    let mut goes_on = true;
    while goes_on {
        goes_on = false;
        for (index, item) in items.iter_mut().enumerate() {
            let Some(item) = item.as_mut().filter(|_| !is_founded[index]) else {
                continue;
            };
            is_founded[index] = begin(&mut item.kind, &is_founded);
            goes_on |= is_founded[index];
        }
    }
}

/// Required fields are boxed only where they close a circle of such fields.
fn cut(field: &mut StructField<'_>) {
    if field.boxed && field.presence == Presence::Always {
        field.presence = Presence::Optional;
    }
}

/// Whether a type has a value to begin with, given which others have one.
fn begin(kind: &mut TypeKind<'_>, is_founded: &[bool]) -> bool {
    let has_value = |ty: &RustType| match ty {
        RustType::Named(id) => is_founded[id.index()],
        _ => true,
    };
    match kind {
        TypeKind::Struct(structure) => structure
            .fields
            .iter()
            .all(|field| field.presence != Presence::Always || has_value(&field.ty)),
        TypeKind::Enum(_) => true,
        TypeKind::Alias(ty) => has_value(ty),
        TypeKind::Union(union) => {
            let first = union
                .variants
                .iter()
                .position(|variant| has_value(&variant.ty));
            union.first = first.unwrap_or_default();
            first.is_some() || union.open
        }
    }
}
