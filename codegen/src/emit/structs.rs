//! Structs: payloads, responses and what they are made of.

use super::arguments::{Argument, Kinds};
use super::docs;
use super::scope::{FileScope, ident};
use crate::lower::model::{Presence, RustType, Struct, StructField, TypeItem, Wrapper};
use crate::names::plain;
use proc_macro2::{Ident, Literal, TokenStream};
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
    let default = structure.has_default().then(|| quote!(Default,));
    let total_equality = item.has_total_equality.then(|| quote!(, Eq, Hash));
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
        #[derive(Clone, Debug, #default PartialEq #total_equality)]
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
    let mut kinds = Kinds::default();
    let arguments: Vec<_> = (required.iter())
        .map(|field| {
            let name = ident(&field.name);
            let given = argument(scope, field).given(&mut kinds);
            quote!(#name: #given)
        })
        .collect();
    let generics = kinds.generics();
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.name);
        match field.presence {
            Presence::Always => {
                let argument = argument(scope, field);
                if argument.is_generic() || field.boxed {
                    let value = value(field, &argument, &name);
                    quote!(#name: #value)
                } else {
                    quote!(#name)
                }
            }
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
        pub fn new #generics(#(#arguments),*) -> Self {
            Self { #(#values,)* #additional #nulls }
        }
    }
}

fn setter(scope: &FileScope<'_>, field: &StructField<'_>) -> TokenStream {
    let link = format!(" Sets [`{0}`](field@Self::{0}).", plain(&field.name));
    let deprecated = docs::deprecated(field.ir.deprecated.as_deref());
    let (setter, name) = (ident(&field.setter), ident(&field.name));
    let mut kinds = Kinds::default();
    let argument = argument(scope, field);
    let given = argument.given(&mut kinds);
    let generics = kinds.generics();
    let value = value(field, &argument, &name);
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
        pub fn #setter #generics(mut self, #name: #given) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The argument of a constructor or setter for a field.
fn argument(scope: &FileScope<'_>, field: &StructField<'_>) -> Argument {
    match field.presence {
        Presence::Patch => Argument::Into(field_type(scope, field)),
        _ => Argument::of(scope, &field.ty),
    }
}

/// The value of a field that has one, from the argument of this name.
fn value(field: &StructField<'_>, argument: &Argument, name: &Ident) -> TokenStream {
    let value = argument.converted(name);
    if field.boxed && field.presence != Presence::Patch {
        quote!(Box::new(#value))
    } else {
        value
    }
}
