//! Request values: what a method returns when there is something to set on the request.

use super::docs;
use super::scope::{FileScope, ident};
use crate::lower::model::{
    MethodItem, OperationCall, Parameter, ParameterValue, ResourceItem, RustType,
};
use proc_macro2::TokenStream;
use quote::quote;

/// The request value of a method, if it has one.
pub(crate) fn emit(
    scope: &FileScope<'_>,
    resource: &ResourceItem<'_>,
    method: &MethodItem<'_>,
    call: &OperationCall<'_>,
) -> Option<TokenStream> {
    let item = call.request.as_ref()?;
    let link = format!(
        " What [`{0}::{1}`] returns.",
        resource.name,
        method.name.trim_start_matches("r#")
    );
    let name = ident(&item.name);
    let answer = answer(scope, call);
    let response = response(scope, call);
    let setters = item
        .setters
        .iter()
        .map(|parameter| setter(scope, parameter));
    Some(quote! {
        #[doc = #link]
        #[derive(Clone, Debug)]
        #[must_use = "a request is sent when it is awaited"]
        pub struct #name {
            request: #answer,
        }

        impl #name {
            #(#setters)*
        }

        crate::request::builder!(#name, #response);
    })
}

/// The type of the plain request.
pub(crate) fn answer(scope: &FileScope<'_>, call: &OperationCall<'_>) -> TokenStream {
    let (request, response) = (scope.runtime("Request"), response(scope, call));
    quote!(#request<#response>)
}

fn response(scope: &FileScope<'_>, call: &OperationCall<'_>) -> TokenStream {
    match &call.response {
        Some(ty) => scope.ty(ty),
        None => quote!(()),
    }
}

fn setter(scope: &FileScope<'_>, parameter: &Parameter<'_>) -> TokenStream {
    let docs = docs::outer(&scope.docs.field(scope.model, parameter.ir));
    let deprecated = docs::deprecated(parameter.ir.deprecated.as_deref());
    let name = ident(&parameter.name);
    let value = Value::of(scope, parameter);
    let (taken, set) = (&value.taken, value.set(parameter));
    quote! {
        #docs
        #deprecated
        pub fn #name(self, #name: #taken) -> Self {
            Self { request: self.request #set }
        }
    }
}

/// What is taken for a parameter, and what is sent for it.
pub(crate) struct Value {
    /// The type of the argument.
    pub taken: TokenStream,
    sent: TokenStream,
}

impl Value {
    /// For `parameter`, given as an argument of the same name.
    pub(crate) fn of(scope: &FileScope<'_>, parameter: &Parameter<'_>) -> Self {
        let name = ident(&parameter.name);
        let (taken, sent) = match &parameter.value {
            ParameterValue::Text => (quote!(&str), quote!(#name)),
            ParameterValue::Names => (
                quote!(impl IntoIterator<Item = impl Into<String>>),
                quote!(#name.into_iter().map(Into::into).collect::<Vec<String>>().join(",")),
            ),
            ParameterValue::Plain(ty) => (scope.ty(ty), quote!(#name)),
            ParameterValue::Into(ty) => {
                let ty = scope.ty(ty);
                (quote!(impl Into<#ty>), quote!(#name.into()))
            }
            ParameterValue::List(RustType::String) => (
                quote!(impl IntoIterator<Item = impl Into<String>>),
                quote!(#name.into_iter().map(Into::into).collect::<Vec<String>>()),
            ),
            ParameterValue::List(item) => {
                let item = scope.ty(item);
                (
                    quote!(impl IntoIterator<Item = #item>),
                    quote!(Vec::from_iter(#name)),
                )
            }
        };
        Self { taken, sent }
    }

    /// The call that puts the value into a request.
    pub(crate) fn set(&self, parameter: &Parameter<'_>) -> TokenStream {
        let (wire, sent) = (&parameter.ir.name, &self.sent);
        if parameter.in_header {
            quote!(.header(#wire, #sent))
        } else {
            quote!(.query(#wire, #sent))
        }
    }
}
