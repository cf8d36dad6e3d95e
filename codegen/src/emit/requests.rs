//! Request values: what a method returns when there is something to set on the request.

use super::docs;
use super::scope::{FileScope, ident};
use crate::lower::model::{
    MethodItem, OperationCall, Parameter, ParameterValue, Place, ResourceItem, RustType,
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
    let value = Value::of(scope, parameter);
    let (taken, collect, set) = (&value.taken, &value.collect, value.set(parameter));
    quote! {
        #docs
        #deprecated
        pub fn #name(self, #name: #taken) -> Self {
            #collect
            Self { request: self.request #set }
        }
    }
}

/// What is taken for a parameter, and what is sent for it.
pub(crate) struct Value {
    /// The type of the argument.
    pub(crate) taken: TokenStream,
    /// The statement that makes a list of it, where it is one.
    pub(crate) collect: Option<TokenStream>,
    sent: TokenStream,
}

impl Value {
    /// For `parameter`, given as an argument of the same name.
    pub(crate) fn of(scope: &FileScope<'_>, parameter: &Parameter<'_>) -> Self {
        let name = ident(&parameter.name);
        let texts = quote!(impl IntoIterator<Item = impl Into<String>>);
        let collect_texts =
            quote!(let #name: Vec<String> = #name.into_iter().map(Into::into).collect(););
        let plain = |taken| (taken, None, quote!(#name));
        let (taken, collect, sent) = match &parameter.value {
            ParameterValue::Text => plain(quote!(&str)),
            ParameterValue::Names => (texts, Some(collect_texts), quote!(#name.join(","))),
            ParameterValue::Plain(ty) => plain(scope.ty(ty)),
            ParameterValue::Into(ty) => {
                let ty = scope.ty(ty);
                (quote!(impl Into<#ty>), None, quote!(#name.into()))
            }
            ParameterValue::List(RustType::String) => (texts, Some(collect_texts), quote!(#name)),
            ParameterValue::List(item) => {
                let item = scope.ty(item);
                let collect = quote!(let #name: Vec<_> = #name.into_iter().collect(););
                (
                    quote!(impl IntoIterator<Item = #item>),
                    Some(collect),
                    quote!(#name),
                )
            }
            ParameterValue::Files => {
                let file = scope.runtime("File");
                plain(quote!(impl IntoIterator<Item = #file>))
            }
        };
        Self {
            taken,
            collect,
            sent,
        }
    }

    /// The call that puts the value into a request.
    pub(crate) fn set(&self, parameter: &Parameter<'_>) -> TokenStream {
        let (wire, sent) = (&parameter.ir.name, &self.sent);
        match (parameter.place, &parameter.value) {
            (Place::Query, _) => quote!(.query(#wire, #sent)),
            (Place::Header, _) => quote!(.header(#wire, #sent)),
            (Place::Form, ParameterValue::Text) => quote!(.multipart_text(#wire, #sent)),
            (Place::Form, _) => quote!(.multipart(#wire, #sent)),
        }
    }
}
