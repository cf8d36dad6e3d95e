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
    let total_equality = item.has_total_equality.then(|| quote!(Eq, Hash,));
    let serialize = scope.serde("Serialize");
    let deserialize = union.tag.is_none().then(|| scope.serde("Deserialize"));
    let by_tag = union.tag.map(|tag| decode_by_tag(scope, item, union, tag));
    let conversions = (union.variants.iter())
        .filter(|variant| variant.convertible)
        .map(|variant| conversions(scope, item, union, variant));
    let empty = empty(item, union);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, PartialEq, #total_equality #serialize, #deserialize)]
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

/// The conversions into a variant.
fn conversions(
    scope: &FileScope<'_>,
    item: &TypeItem<'_>,
    union: &Union<'_>,
    variant: &UnionVariant<'_>,
) -> TokenStream {
    let (name, variant_name) = (ident(&item.name), ident(&variant.name));
    let impls = sources(scope, union, &variant.ty)
        .into_iter()
        .map(|source| {
            let Source {
                generics,
                ty,
                value,
            } = source;
            let value = if variant.boxed {
                quote!(Box::new(#value))
            } else {
                value
            };
            quote! {
                impl #generics From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#variant_name(#value)
                    }
                }
            }
        });
    quote!(#(#impls)*)
}

/// A type that converts into a variant: its type parameters, and the content of the variant from a `value` of it.
struct Source {
    generics: TokenStream,
    ty: TokenStream,
    value: TokenStream,
}

/// The types that convert into a variant of this type: itself, and the types of the values that callers mostly have.
fn sources(scope: &FileScope<'_>, union: &Union<'_>, ty: &RustType) -> Vec<Source> {
    let source = |generics, ty, value| Source {
        generics,
        ty,
        value,
    };
    let plain = |ty, value| source(quote!(), ty, value);
    let itself = plain(scope.ty(ty), quote!(value));
    match ty {
        RustType::String => vec![
            itself,
            plain(quote!(&str), quote!(value.to_owned())),
            plain(quote!(&String), quote!(value.clone())),
        ],
        RustType::Number if !has(union, |other| *other == RustType::Integer) => vec![
            itself,
            plain(quote!(i32), quote!(value.into())),
            plain(quote!(u32), quote!(value.into())),
        ],
        // No other list can be given, so that the type of the items is clear.
        RustType::List(item) if !has(union, |other| other != ty && is_list(other)) => {
            let item = scope.ty(item);
            let list = quote!(value.into_iter().map(Into::into).collect());
            let cloned = quote!(value.iter().cloned().map(Into::into).collect());
            vec![
                source(quote!(<V: Into<#item>>), quote!(Vec<V>), list.clone()),
                source(
                    quote!(<V: Into<#item>, const N: usize>),
                    quote!([V; N]),
                    list,
                ),
                source(quote!(<V: Clone + Into<#item>>), quote!(&[V]), cloned),
            ]
        }
        _ => vec![itself],
    }
}

/// Whether a union has a variant of such a type.
fn has(union: &Union<'_>, is_such: impl Fn(&RustType) -> bool) -> bool {
    union.variants.iter().any(|variant| is_such(&variant.ty))
}

fn is_list(ty: &RustType) -> bool {
    matches!(ty, RustType::List(_))
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
