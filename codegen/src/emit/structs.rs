//! Structs: payloads, responses and what they are made of.

use super::docs;
use super::scope::{FileScope, ident};
use crate::lower::model::{Presence, RustType, Struct, StructField, TypeItem, TypeKind, Wrapper};
use crate::names::plain;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A struct with its constructor and setters.
pub(crate) fn emit(
    scope: &FileScope<'_>,
    item: &TypeItem<'_>,
    structure: &Struct<'_>,
) -> TokenStream {
    let docs = scope.docs.type_comment(scope.model, item);
    let deprecated = docs::deprecated(item.ir.deprecated.as_deref());
    let name = ident(&item.name);
    let is_default = structure.constructible && structure.has_default();
    let default = is_default.then(|| quote!(Default,));
    let must_use = (structure.constructible && !item.usage.response).then(|| quote!(#[must_use]));
    let fields = structure
        .fields
        .iter()
        .map(|field| self::field(scope, field));
    let additional = structure.additional.as_ref().map(|(name, ty)| {
        let (name, ty) = (ident(name), scope.ty(ty));
        quote! {
            /// Fields that have no name of their own in the documentation.
            pub #name: #ty,
        }
    });
    let nulls = structure.nulls.as_ref().map(|name| {
        let name = ident(name);
        quote!(#name: crate::object::Nulls,)
    });
    let has_deprecated_field = structure
        .fields
        .iter()
        .any(|field| field.ir.deprecated.is_some());
    if has_deprecated_field || item.ir.deprecated.is_some() {
        scope.touch_deprecated();
    }
    let constructor = structure
        .constructible
        .then(|| self::constructor(scope, item, structure));
    let table = table(item, structure);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, #default PartialEq)]
        #must_use
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #additional
            #nulls
        }

        #constructor
        #table
    }
}

/// The table by which the struct is read and written.
fn table(item: &TypeItem<'_>, structure: &Struct<'_>) -> TokenStream {
    let name = ident(&item.name);
    let rows = structure.fields.iter().enumerate().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(index);
        let (wire, name) = (&field.ir.name, ident(&field.name));
        let presence = ident(match field.presence {
            Presence::Always => "required",
            Presence::Nullable => "nullable",
            Presence::Optional => "optional",
            Presence::Either => "either",
            Presence::Patch => "patch",
        });
        quote!(#index #wire #name #presence)
    });
    let others = structure.additional.as_ref().map(|(name, _)| {
        let name = ident(name);
        quote!(others #name,)
    });
    let nulls = structure.nulls.as_ref().map(|name| {
        let name = ident(name);
        quote!(nulls: #name,)
    });
    quote! {
        crate::object::object! { #name, #(#rows,)* #others #nulls }
    }
}

fn field(scope: &FileScope<'_>, field: &StructField<'_>) -> TokenStream {
    let docs = docs::outer(&scope.docs.field(scope.model, field.ir));
    let omissions = scope.docs.omissions(field);
    let deprecated = docs::deprecated(field.ir.deprecated.as_deref());
    let name = ident(&field.name);
    let ty = field_type(scope, field);
    quote! {
        #docs
        #omissions
        #deprecated
        pub #name: #ty,
    }
}

fn field_type(scope: &FileScope<'_>, field: &StructField<'_>) -> TokenStream {
    let value = value_type(scope, field);
    match field.wrapper() {
        None => value,
        Some(Wrapper::Option) => quote!(Option<#value>),
        Some(Wrapper::Patch) => {
            let patch = scope.runtime("Patch");
            quote!(#patch<#value>)
        }
    }
}

fn value_type(scope: &FileScope<'_>, field: &StructField<'_>) -> TokenStream {
    let ty = scope.ty(&field.ty);
    if field.boxed { quote!(Box<#ty>) } else { ty }
}

fn constructor(scope: &FileScope<'_>, item: &TypeItem<'_>, structure: &Struct<'_>) -> TokenStream {
    let name = ident(&item.name);
    let (required, optional): (Vec<_>, Vec<_>) = structure
        .fields
        .iter()
        .partition(|field| field.is_argument());
    let new = if required.is_empty() {
        quote! {
            /// A value with nothing set.
            pub fn new() -> Self {
                Self::default()
            }
        }
    } else {
        new_with_arguments(scope, structure, &required)
    };
    let setters = optional.into_iter().map(|field| setter(scope, field));
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
    }
}

fn new_with_arguments(
    scope: &FileScope<'_>,
    structure: &Struct<'_>,
    required: &[&StructField<'_>],
) -> TokenStream {
    let arguments = required.iter().map(|field| {
        let (name, taken) = (ident(&field.name), Taken::of(scope, field).argument);
        quote!(#name: #taken)
    });
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.name);
        match field.presence {
            Presence::Always => match Taken::of(scope, field).value {
                Some(value) => quote!(#name: #value),
                None => quote!(#name),
            },
            Presence::Nullable | Presence::Optional | Presence::Either => quote!(#name: None),
            Presence::Patch => quote!(#name: Patch::default()),
        }
    });
    let additional = structure.additional.as_ref().map(|(name, _)| {
        let name = ident(name);
        quote!(#name: Default::default(),)
    });
    let nulls = structure.nulls.as_ref().map(|name| {
        let name = ident(name);
        quote!(#name: Default::default(),)
    });
    // What the server insists on is what it is, however much that may be.
    let allow = (required.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        /// A value with what the server insists on.
        #allow
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #additional #nulls }
        }
    }
}

fn setter(scope: &FileScope<'_>, field: &StructField<'_>) -> TokenStream {
    let link = format!(" Sets [`{0}`](field@Self::{0}).", plain(&field.name));
    let deprecated = docs::deprecated(field.ir.deprecated.as_deref());
    let (setter, name) = (ident(&field.setter), ident(&field.name));
    let taken = Taken::of(scope, field);
    let (argument, value) = (taken.argument, taken.value.unwrap_or_else(|| quote!(#name)));
    let value = match field.presence {
        Presence::Always | Presence::Patch => value,
        Presence::Nullable | Presence::Optional | Presence::Either
            if matches!(field.ty, RustType::Option(_)) =>
        {
            value
        }
        Presence::Nullable | Presence::Optional | Presence::Either => quote!(Some(#value)),
    };
    quote! {
        #[doc = #link]
        #deprecated
        pub fn #setter(mut self, #name: #argument) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// What a constructor or setter takes for a field, and how it becomes the field's value.
struct Taken {
    argument: TokenStream,
    /// `None` where it is the value already.
    value: Option<TokenStream>,
}

impl Taken {
    fn of(scope: &FileScope<'_>, field: &StructField<'_>) -> Self {
        let name = ident(&field.name);
        if field.presence == Presence::Patch {
            let ty = field_type(scope, field);
            return Self {
                argument: quote!(impl Into<#ty>),
                value: Some(quote!(#name.into())),
            };
        }
        let ty = scope.ty(&field.ty);
        let (argument, value) = match &field.ty {
            RustType::String => (quote!(impl Into<String>), Some(quote!(#name.into()))),
            RustType::Named(id) if is_union(scope, id.index()) => {
                (quote!(impl Into<#ty>), Some(quote!(#name.into())))
            }
            RustType::List(item) if **item == RustType::String => (
                quote!(impl IntoIterator<Item = impl Into<String>>),
                Some(quote!(#name.into_iter().map(Into::into).collect())),
            ),
            RustType::List(item) => {
                let item = scope.ty(item);
                let value = quote!(#name.into_iter().collect());
                (quote!(impl IntoIterator<Item = #item>), Some(value))
            }
            _ => (ty, None),
        };
        let value = match value {
            value if !field.boxed => value,
            Some(value) => Some(quote!(Box::new(#value))),
            None => Some(quote!(Box::new(#name))),
        };
        Self { argument, value }
    }
}

fn is_union(scope: &FileScope<'_>, index: usize) -> bool {
    let item = scope.model.types[index].as_ref();
    item.is_some_and(|item| matches!(item.kind, TypeKind::Union(_)))
}
