//! Resources: structs with a method for each call.

use super::arguments::{Argument, Kinds};
use super::docs;
use super::examples;
use super::requests;
use super::scope::{FileScope, ident};
use crate::ir::Verb;
use crate::lower::model::{
    Accessor, Areas, Call, MethodItem, OperationCall, ResourceItem, RustType,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A resource with its methods and their request values.
///
/// `parent` is the path to the modules of the area, `more` further methods.
pub(crate) fn emit(
    scope: &FileScope<'_>,
    resource: &ResourceItem<'_>,
    parent: &TokenStream,
    more: &TokenStream,
) -> TokenStream {
    let docs = docs::outer(&scope.docs.resource(scope.model, resource));
    let methods = resource.methods.iter().map(|method| match &method.call {
        Call::Operation(call) => operation(scope, resource, method, call),
        Call::Custom(verb) => custom(scope, resource, method, *verb),
    });
    let requests = resource
        .methods
        .iter()
        .filter_map(|method| match &method.call {
            Call::Operation(call) => requests::emit(scope, resource, method, call),
            Call::Custom(_) => None,
        });
    let accessors = accessors(scope, &resource.accessors, &quote!(self.client), parent);
    let methods = quote!(#accessors #more #(#methods)*);
    let structure = structure(scope, &resource.name, &docs, &methods);
    quote!(#structure #(#requests)*)
}

/// A struct that holds the client, its constructor and its methods.
pub(crate) fn structure(
    scope: &FileScope<'_>,
    name: &str,
    docs: &TokenStream,
    methods: &TokenStream,
) -> TokenStream {
    let (name, medusa) = (ident(name), scope.runtime("Medusa"));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name {
            client: #medusa,
        }

        impl #name {
            pub(crate) fn new(client: #medusa) -> Self {
                Self { client }
            }

            #methods
        }
    }
}

/// Methods that lead to resources in modules of `parent`, given where the client is.
pub(crate) fn accessors(
    scope: &FileScope<'_>,
    accessors: &[Accessor],
    client: &TokenStream,
    parent: &TokenStream,
) -> TokenStream {
    let methods = accessors.iter().map(|accessor| {
        let target = &scope.model.resources[accessor.target.index()];
        let docs = docs::outer(&scope.docs.resource_summary(target.ir));
        let (method, name) = (ident(&accessor.name), ident(&target.name));
        let module = ident(&target.module);
        quote! {
            #docs
            pub fn #method(&self) -> #parent #module::#name {
                #parent #module::#name::new(#client.clone())
            }
        }
    });
    quote!(#(#methods)*)
}

fn operation(
    scope: &FileScope<'_>,
    resource: &ResourceItem<'_>,
    method: &MethodItem<'_>,
    call: &OperationCall<'_>,
) -> TokenStream {
    let mut lines = scope.docs.operation(scope.model, method, call);
    add_example(scope, resource, method, &mut lines);
    let docs = docs::outer(&lines);
    let note = method
        .ir
        .deprecated
        .as_deref()
        .or(call.ir.deprecated.then_some(""));
    let deprecated = docs::deprecated(note);
    let name = ident(&method.name);
    let arguments = arguments(scope, call);
    let is_generic = (arguments.iter()).any(|(_, argument)| argument.is_generic());
    let client = if is_generic {
        quote!(client)
    } else {
        quote!(self.client)
    };
    let (answer, request) = (requests::answer(scope, call), request(scope, call, &client));
    let (returned, value) = match &call.request {
        None => (answer, request),
        Some(item) => {
            let name = ident(&item.name);
            (quote!(#name), quote!(#name { request: #request }))
        }
    };
    let mut kinds = Kinds::default();
    let given: Vec<_> = (arguments.iter())
        .map(|(name, argument)| {
            let given = argument.given(&mut kinds);
            quote!(#name: #given)
        })
        .collect();
    let generics = kinds.generics();
    let body = if is_generic {
        compiled_once(scope, &arguments, &returned, &value)
    } else {
        value
    };
    quote! {
        #docs
        #deprecated
        pub fn #name #generics(&self, #(#given),*) -> #returned {
            #body
        }
    }
}

/// The arguments of a method, in order.
fn arguments(scope: &FileScope<'_>, call: &OperationCall<'_>) -> Vec<(Ident, Argument)> {
    let path = (call.path.iter()).map(|name| (ident(name), Argument::of(scope, &RustType::String)));
    let payload = (call.payload.iter())
        .map(|payload| (ident(&payload.name), Argument::Value(scope.ty(&payload.ty))));
    let required = (call.arguments.iter()).map(|parameter| {
        let argument = Argument::of_parameter(scope, parameter);
        (ident(&parameter.name), argument)
    });
    path.chain(payload).chain(required).collect()
}

/// The body of a generic method that returns `value`, an expression of the client and the converted arguments.
///
/// A generic method is compiled by each crate that calls it. The inner function is not: it is compiled with this crate,
/// and so is the decoding of the response.
fn compiled_once(
    scope: &FileScope<'_>,
    arguments: &[(Ident, Argument)],
    returned: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let medusa = scope.runtime("Medusa");
    let kept = arguments.iter().map(|(name, argument)| {
        let kept = argument.kept();
        quote!(#name: #kept)
    });
    let converted = (arguments.iter()).map(|(name, argument)| argument.converted(name));
    quote! {
        fn request(client: &#medusa, #(#kept),*) -> #returned {
            #value
        }
        request(&self.client, #(#converted),*)
    }
}

fn add_example(
    scope: &FileScope<'_>,
    resource: &ResourceItem<'_>,
    method: &MethodItem<'_>,
    lines: &mut Vec<String>,
) {
    lines.push(String::new());
    lines.extend(examples::lines(scope.model, resource, method));
}

/// The expression that makes the request.
fn request(scope: &FileScope<'_>, call: &OperationCall<'_>, client: &TokenStream) -> TokenStream {
    let verb = verb(scope, call.ir.verb);
    let path = &call.ir.path;
    let names: Vec<Ident> = call.path.iter().map(|name| ident(name)).collect();
    let constructor = match &call.response {
        Some(_) => quote!(request),
        None => quote!(request_empty),
    };
    let json = call.payload.as_ref().map(|payload| {
        let name = ident(&payload.name);
        quote!(.json(&#name))
    });
    let parameters: TokenStream = (call.arguments.iter())
        .map(|parameter| {
            let name = ident(&parameter.name);
            requests::set(parameter, &quote!(#name))
        })
        .collect();
    quote!(#client.#constructor(#verb, #path, &[#(&#names),*]) #json #parameters)
}

fn custom(
    scope: &FileScope<'_>,
    resource: &ResourceItem<'_>,
    method: &MethodItem<'_>,
    verb: Verb,
) -> TokenStream {
    let prefix = format!("/{}", Areas::only(resource.area).folder());
    let stand_in = format!(
        "Requests a route of your own below {}.",
        docs::code_span(&prefix)
    );
    let mut lines = scope.docs.custom(method, &stand_in);
    add_example(scope, resource, method, &mut lines);
    let docs = docs::outer(&lines);
    let deprecated = docs::deprecated(method.ir.deprecated.as_deref());
    let name = ident(&method.name);
    let request = scope.runtime("Request");
    let with_payload = verb.takes_payload();
    let payload = with_payload.then(|| quote!(, payload: &impl serde::Serialize));
    let json = with_payload.then(|| quote!(.json(payload)));
    let verb = self::verb(scope, verb);
    quote! {
        #docs
        #deprecated
        pub fn #name<T: serde::de::DeserializeOwned>(&self, path: &str #payload) -> #request<T> {
            self.client.custom(#verb, #prefix, path) #json
        }
    }
}

fn verb(scope: &FileScope<'_>, verb: Verb) -> TokenStream {
    let (method, name) = (scope.runtime("Method"), ident(verb.as_str()));
    quote!(#method::#name)
}
