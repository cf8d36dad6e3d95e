//! Which types have an equality that is total: `Eq` and `Hash` are derived for them. All types have it but those that
//! hold a floating-point number somewhere.

use super::model::{RustType, TypeItem, TypeKind};

/// Marks the types that have no total equality.
pub(crate) fn mark(items: &mut [Option<TypeItem<'_>>]) {
    let mut is_total = vec![true; items.len()];
    let mut goes_on = true;
    while goes_on {
        goes_on = false;
        for (index, item) in items.iter_mut().enumerate() {
            if let Some(item) = item.as_mut().filter(|_| is_total[index])
                && !parts(&item.kind).all(|ty| has_total_equality(ty, &is_total))
            {
                item.has_total_equality = false;
                is_total[index] = false;
                goes_on = true;
            }
        }
    }
}

fn parts<'k>(kind: &'k TypeKind<'_>) -> Box<dyn Iterator<Item = &'k RustType> + 'k> {
    match kind {
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| &field.ty);
            Box::new(fields.chain(structure.additional.iter().map(|(_, ty)| ty)))
        }
        TypeKind::Union(union) => Box::new(union.variants.iter().map(|variant| &variant.ty)),
        TypeKind::Alias(ty) => Box::new(std::iter::once(ty)),
        TypeKind::Enum(_) => Box::new(std::iter::empty()),
    }
}

fn has_total_equality(ty: &RustType, is_total: &[bool]) -> bool {
    match ty {
        RustType::Number => false,
        RustType::Named(id) => is_total[id.index()],
        RustType::List(inner) | RustType::Map(inner) | RustType::Option(inner) => {
            has_total_equality(inner, is_total)
        }
        RustType::String
        | RustType::Integer
        | RustType::Boolean
        | RustType::Timestamp
        | RustType::Json
        | RustType::JsonObject => true,
    }
}
