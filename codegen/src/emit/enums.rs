//! Enums of strings. They are open: a value that is not documented is kept as it is.

use super::docs;
use super::scope::{FileScope, ident};
use crate::lower::model::{EnumVariant, TypeItem};
use proc_macro2::TokenStream;
use quote::quote;

/// An open enum.
pub(crate) fn emit(
    scope: &FileScope<'_>,
    item: &TypeItem<'_>,
    variants: &[EnumVariant<'_>],
) -> TokenStream {
    let docs = scope.docs.type_comment(scope.model, item);
    let deprecated = docs::deprecated(item.ir.deprecated.as_deref());
    if item.ir.deprecated.is_some() {
        scope.touch_deprecated();
    }
    let name = ident(&item.name);
    let names: Vec<_> = variants
        .iter()
        .map(|variant| ident(&variant.name))
        .collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.ir.value).collect();
    let value_docs =
        (variants.iter()).map(|variant| docs::outer(&scope.docs.enum_value(variant.ir)));
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#value_docs #names,)*
            /// A value that is not documented, as it was sent.
            Unknown(String),
        }

        crate::open_enum::open_enum! { #name, #(#names #values,)* }
    }
}
