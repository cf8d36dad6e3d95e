//! Unions: enums with a variant for each type that a value can have.

use super::docs;
use super::scope::{FileScope, ident};
use crate::lower::model::RustType;
use crate::lower::model::{TypeItem, Union, UnionVariant};
use proc_macro2::TokenStream;
use quote::quote;

/// A union with its conversions.
pub(crate) fn emit(scope: &FileScope<'_>, item: &TypeItem<'_>, union: &Union<'_>) -> TokenStream {
    let docs = scope.docs.type_comment(scope.model, item);
    let deprecated = docs::deprecated(item.ir.deprecated.as_deref());
    if item.ir.deprecated.is_some() {
        scope.touch_deprecated();
    }
    let name = ident(&item.name);
    let variants = union.variants.iter().map(|variant| {
        let docs = docs::outer(&scope.docs.variant(scope.model, variant));
        let (name, ty) = (ident(&variant.name), variant_type(scope, variant));
        quote!(#docs #name(#ty),)
    });
    let other = union.open.then(|| {
        let json = scope.runtime("Json");
        quote! {
            /// A value that is none of these, as it was sent.
            Other(#json),
        }
    });
    let serialize = scope.serde("Serialize");
    let deserialize = union.tag.is_none().then(|| scope.serde("Deserialize"));
    let by_tag = union.tag.map(|tag| decode_by_tag(scope, item, union, tag));
    let conversions = (union.variants.iter())
        .filter(|variant| variant.convertible)
        .map(|variant| conversion(scope, item, variant));
    let empty = empty(item, union);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, PartialEq, #serialize, #deserialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #other
        }

        #by_tag
        #(#conversions)*
        #empty
    }
}

/// The value to begin with.
fn empty(item: &TypeItem<'_>, union: &Union<'_>) -> TokenStream {
    let name = ident(&item.name);
    let first = match union.variants.get(union.first) {
        Some(variant) if !union.open => ident(&variant.name),
        _ => ident("Other"),
    };
    quote! {
        impl crate::object::Empty for #name {
            fn empty() -> Self {
                Self::#first(crate::object::Empty::empty())
            }
        }
    }
}

fn variant_type(scope: &FileScope<'_>, variant: &UnionVariant<'_>) -> TokenStream {
    let ty = scope.ty(&variant.ty);
    if variant.boxed { quote!(Box<#ty>) } else { ty }
}

fn conversion(
    scope: &FileScope<'_>,
    item: &TypeItem<'_>,
    variant: &UnionVariant<'_>,
) -> TokenStream {
    let (name, variant_name) = (ident(&item.name), ident(&variant.name));
    let ty = scope.ty(&variant.ty);
    let value = if variant.boxed {
        quote!(Box::new(value))
    } else {
        quote!(value)
    };
    // What people write: literals of texts and lists.
    let from_literal = match &variant.ty {
        RustType::String => Some(quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self::#variant_name(value.to_owned())
                }
            }
        }),
        RustType::List(item) if **item == RustType::String => Some(quote! {
            impl<const N: usize> From<[&str; N]> for #name {
                fn from(values: [&str; N]) -> Self {
                    Self::#variant_name(values.map(str::to_owned).into())
                }
            }
        }),
        RustType::List(item) => {
            let item = scope.ty(item);
            Some(quote! {
                impl<const N: usize> From<[#item; N]> for #name {
                    fn from(values: [#item; N]) -> Self {
                        Self::#variant_name(values.into())
                    }
                }
            })
        }
        _ => None,
    };
    quote! {
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#variant_name(#value)
            }
        }

        #from_literal
    }
}

/// The field `tag` says which variant a value is; it stays a field of that variant.
fn decode_by_tag(
    scope: &FileScope<'_>,
    item: &TypeItem<'_>,
    union: &Union<'_>,
    tag: &str,
) -> TokenStream {
    let name = ident(&item.name);
    let (json, deserialize) = (scope.runtime("Json"), scope.serde("Deserialize"));
    let arms = union.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.name), variant.tag.unwrap_or_default());
        quote!(Some(#value) => serde_json::from_value(value).map(Self::#name),)
    });
    let rest = if union.open {
        quote!(_ => Ok(Self::Other(value)),)
    } else {
        let message = format!("`{tag}` is none of the documented values");
        quote!(_ => Err(serde::de::Error::custom(#message)),)
    };
    quote! {
        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = #json::deserialize(deserializer)?;
                let decoded = match value.get(#tag).and_then(#json::as_str) {
                    #(#arms)*
                    #rest
                };
                decoded.map_err(serde::de::Error::custom)
            }
        }
    }
}
