//! Resources: structs with a method for each call.

use super::docs;
use super::requests::{self, Value};
use super::scope::{FileScope, ident};
use crate::ir::Verb;
use crate::lower::model::{
    Accessor, Areas, BodyArgument, Call, FileArgument, MethodItem, OperationCall, ResourceItem,
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
    let docs = docs::outer(&scope.docs.resource(resource.ir));
    let methods = resource.methods.iter().map(|method| match &method.call {
        Call::Operation(call) => operation(scope, method, call),
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
        let first_line = scope
            .docs
            .resource(target.ir)
            .into_iter()
            .next()
            .unwrap_or_default();
        let docs = docs::outer(&[first_line]);
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
    method: &MethodItem<'_>,
    call: &OperationCall<'_>,
) -> TokenStream {
    let docs = docs::outer(&scope.docs.operation(method, call));
    let note = method
        .ir
        .deprecated
        .as_deref()
        .or(call.ir.deprecated.then_some(""));
    let deprecated = docs::deprecated(note);
    let name = ident(&method.name);
    let arguments = arguments(scope, call);
    let answer = requests::answer(scope, call);
    let request = request(scope, call);
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
            #value
        }
    }
}

fn arguments(scope: &FileScope<'_>, call: &OperationCall<'_>) -> Vec<TokenStream> {
    let mut arguments: Vec<_> = (call.path.iter().map(|name| ident(name)))
        .map(|name| quote!(#name: &str))
        .collect();
    match &call.body {
        Some(BodyArgument::Payload { name, ty }) => {
            let (name, ty) = (ident(name), scope.ty(ty));
            arguments.push(quote!(#name: #ty));
        }
        Some(BodyArgument::Files(files)) => {
            arguments.extend(files.iter().map(|file| file_argument(scope, file)));
        }
        None => {}
    }
    for argument in &call.arguments {
        let (name, taken) = (ident(&argument.name), Value::of(scope, argument).taken);
        arguments.push(quote!(#name: #taken));
    }
    arguments
}

fn file_argument(scope: &FileScope<'_>, file: &FileArgument<'_>) -> TokenStream {
    let (name, ty) = (ident(&file.name), scope.runtime("File"));
    if file.many {
        quote!(#name: impl IntoIterator<Item = #ty>)
    } else {
        quote!(#name: #ty)
    }
}

/// The expression that makes the request.
fn request(scope: &FileScope<'_>, call: &OperationCall<'_>) -> TokenStream {
    let verb = verb(scope, call.ir.verb);
    let path = &call.ir.path;
    let names: Vec<Ident> = call.path.iter().map(|name| ident(name)).collect();
    let constructor = match &call.response {
        Some(_) => quote!(request),
        None => quote!(request_empty),
    };
    let body = match &call.body {
        Some(BodyArgument::Payload { name, .. }) => {
            let name = ident(name);
            quote!(.json(&#name))
        }
        Some(BodyArgument::Files(files)) => files.iter().map(multipart).collect(),
        None => TokenStream::new(),
    };
    let parameters: TokenStream = (call.arguments.iter())
        .map(|argument| Value::of(scope, argument).set(argument))
        .collect();
    quote!(self.client.#constructor(#verb, #path, &[#(#names),*]) #body #parameters)
}

fn multipart(file: &FileArgument<'_>) -> TokenStream {
    let (name, wire) = (ident(&file.name), &file.ir.name);
    if file.many {
        quote!(.multipart(#wire, #name))
    } else {
        quote!(.multipart(#wire, [#name]))
    }
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
    let docs = docs::outer(&scope.docs.custom(method, &stand_in));
    let deprecated = docs::deprecated(method.ir.deprecated.as_deref());
    let name = ident(&method.name);
    let request = scope.runtime("Request");
    let with_payload = matches!(verb, Verb::Post | Verb::Put | Verb::Patch);
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
