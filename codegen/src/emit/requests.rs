//! Request values: what a method returns when there is something to set on the request.

use super::arguments::{Argument, Kinds};
use super::docs;
use super::scope::{FileScope, ident};
use crate::lower::model::{
    MethodItem, OperationCall, Parameter, ParameterValue, Place, ResourceItem,
};
use crate::names::plain;
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
        plain(&method.name)
    );
    let name = ident(&item.name);
    let answer = answer(scope, call);
    let response = response(scope, call);
    let list = item.list.as_ref().map(|list| {
        let (field, item) = (&list.field, scope.ty(&list.item));
        quote!(crate::pages::list!(#name, #field, #item);)
    });
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
        #list
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
    let mut kinds = Kinds::default();
    let argument = Argument::of_parameter(scope, parameter);
    let given = argument.given(&mut kinds);
    let set = set(parameter, &argument.converted(&name));
    let generics = kinds.generics();
    quote! {
        #docs
        #deprecated
        pub fn #name #generics(self, #name: #given) -> Self {
            Self { request: self.request #set }
        }
    }
}

/// The call that puts a value into a request.
pub(crate) fn set(parameter: &Parameter<'_>, value: &TokenStream) -> TokenStream {
    let wire = &parameter.ir.name;
    match (parameter.place, &parameter.value) {
        (Place::Query, _) => quote!(.query(#wire, #value)),
        (Place::Header, _) => quote!(.header(#wire, &#value)),
        (Place::Form, ParameterValue::Text) => quote!(.multipart_text(#wire, #value)),
        (Place::Form, _) => quote!(.multipart(#wire, #value)),
    }
}
