//! Resources: structs with a method for each call.

use super::docs;
use super::examples;
use super::requests::{self, Value};
use super::scope::{FileScope, ident};
use crate::ir::Verb;
use crate::lower::model::{
    Accessor, Areas, Call, MethodItem, OperationCall, Parameter, ResourceItem,
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
    let required: Vec<_> = (call.arguments.iter())
        .map(|parameter| (parameter, Value::of(scope, parameter)))
        .collect();
    let arguments = arguments(scope, call, &required);
    let collect = required.iter().map(|(_, value)| &value.collect);
    let answer = requests::answer(scope, call);
    let request = request(scope, call, &required);
    let (returned, value) = match &call.request {
        None => (answer, request),
        Some(item) => {
            let name = ident(&item.name);
            (quote!(#name), quote!(#name { request: #request }))
        }
    };
    quote! {
        #docs
        #deprecated
        pub fn #name(&self, #(#arguments),*) -> #returned {
            #(#collect)*
            #value
        }
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

/// The parameters that the server insists on.
type Required<'p> = [(&'p Parameter<'p>, Value)];

fn arguments(
    scope: &FileScope<'_>,
    call: &OperationCall<'_>,
    required: &Required<'_>,
) -> Vec<TokenStream> {
    let mut arguments: Vec<_> = (call.path.iter().map(|name| ident(name)))
        .map(|name| quote!(#name: &str))
        .collect();
    if let Some(payload) = &call.payload {
        let (name, ty) = (ident(&payload.name), scope.ty(&payload.ty));
        arguments.push(quote!(#name: #ty));
    }
    for (parameter, value) in required {
        let (name, taken) = (ident(&parameter.name), &value.taken);
        arguments.push(quote!(#name: #taken));
    }
    arguments
}

/// The expression that makes the request.
fn request(
    scope: &FileScope<'_>,
    call: &OperationCall<'_>,
    required: &Required<'_>,
) -> TokenStream {
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
    let parameters: TokenStream = (required.iter())
        .map(|(parameter, value)| value.set(parameter))
        .collect();
    quote!(self.client.#constructor(#verb, #path, &[#(#names),*]) #json #parameters)
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
