//! The statements of an example: a call, and what one does with the answer.

use super::super::scope::ident;
use super::samples::{Sample, path_argument};
use super::values::Values;
use crate::lower::model::{
    Call, MethodItem, OperationCall, Parameter, ParameterValue, Presence, ResourceItem, RustType,
    Struct, StructField, TypeItem, TypeKind, structure_of,
};
use crate::names::{Kind, singular};
use proc_macro2::TokenStream;
use quote::quote;

/// How many setters an example shows.
const SETTERS: usize = 2;

/// A call of a method.
pub(super) fn statements(
    values: &mut Values<'_>,
    resource: &ResourceItem<'_>,
    method: &MethodItem<'_>,
) -> TokenStream {
    let accessors = values.model.accessors_to(resource);
    let accessors = accessors.into_iter().map(ident);
    let name = ident(&method.name);
    let function = quote!(medusa #(.#accessors())* .#name);
    match &method.call {
        Call::Operation(call) => operation(values, call, &function),
        Call::Custom(verb) => {
            let json = values.runtime("Json");
            let payload = verb.takes_payload().then(|| quote!(, &#json::Null));
            quote!(let answer = #function::<#json>("blog/posts" #payload).await?;)
        }
    }
}

fn operation(
    values: &mut Values<'_>,
    call: &OperationCall<'_>,
    function: &TokenStream,
) -> TokenStream {
    let mut arguments: Vec<TokenStream> = (call.ir.path_parameters.iter())
        .map(|parameter| {
            let text = path_argument(&call.ir.path, &parameter.name);
            quote!(#text)
        })
        .collect();
    let payload = payload(values, call).map(|value| {
        arguments.push(quote!(payload));
        quote!(let payload = #value;)
    });
    arguments.extend((call.arguments.iter()).map(|parameter| values.parameter(parameter)));
    let setters = setters(values, call);
    let request = quote!(#function(#(#arguments),*) #setters .await?);
    let answer = answer(values, call, &request);
    quote!(#payload #answer)
}

/// The payload: what the server insists on, or else some of what it may be given.
fn payload(values: &mut Values<'_>, call: &OperationCall<'_>) -> Option<TokenStream> {
    let payload = call.payload.as_ref()?;
    let Some((item, structure)) = structure(values, &payload.ty) else {
        let sample = Sample {
            name: &payload.name,
            example: None,
        };
        return Some(values.value(&payload.ty, sample));
    };
    let value = values.structure(item, structure);
    let optional = structure.fields.iter().filter(|field| is_telling(field));
    let shown = if structure.has_default() { SETTERS } else { 0 };
    let setters: TokenStream = optional
        .take(shown)
        .map(|field| {
            let (setter, given) = (ident(&field.setter), values.field(field));
            quote!(.#setter(#given))
        })
        .collect();
    Some(quote!(#value #setters))
}

/// Whether an optional field is a plain value that may stay in an example.
fn is_telling(field: &StructField<'_>) -> bool {
    let is_plain = matches!(
        field.ty,
        RustType::String | RustType::Integer | RustType::Boolean
    );
    is_plain && !field.is_argument() && field.ir.deprecated.is_none()
}

/// The setters of a request that are used most: a filter and the size of a page, or a relation to expand.
fn setters(values: &mut Values<'_>, call: &OperationCall<'_>) -> TokenStream {
    let all = call
        .request
        .as_ref()
        .map_or(&[][..], |request| &request.setters);
    let named = |name: &str| all.iter().find(|setter| setter.ir.name == name);
    let is_filter = |setter: &&Parameter<'_>| {
        let enumeration = |ty: &RustType| match ty {
            RustType::Named(id) => {
                (values.item(*id)).is_some_and(|item| matches!(item.kind, TypeKind::Enum(_)))
            }
            _ => false,
        };
        matches!(&setter.value, ParameterValue::List(ty) | ParameterValue::Plain(ty) if enumeration(ty))
    };
    let page = named("limit");
    if page.is_none() {
        let relation = expandable(values, call).filter(|_| named("expand").is_some());
        return relation.map_or_else(TokenStream::new, |relation| quote!(.expand([#relation])));
    }
    let filter = all.iter().find(is_filter).or_else(|| named("q"));
    (filter.into_iter().chain(page))
        .map(|setter| {
            let (name, given) = (ident(&setter.name), values.parameter(setter));
            quote!(.#name(#given))
        })
        .collect()
}

/// A relation that what is answered may be expanded with.
fn expandable<'m>(values: &Values<'m>, call: &OperationCall<'_>) -> Option<&'m str> {
    let (_, response) = structure(values, call.response.as_ref()?)?;
    let (_, entity) = structure(values, &only(response)?.ty)?;
    let relation = entity.fields.iter().find(|field| field.ir.expandable)?;
    Some(&relation.ir.name)
}

/// What one does with an answer: takes the only thing out of it, or goes through a list.
fn answer(values: &Values<'_>, call: &OperationCall<'_>, request: &TokenStream) -> TokenStream {
    let Some(ty) = &call.response else {
        return quote!(#request;);
    };
    let Some((_, response)) = structure(values, ty) else {
        return quote!(let answer = #request;);
    };
    if let Some(field) = only(response)
        && matches!(field.ty, RustType::Named(_))
    {
        let name = ident(&field.name);
        return quote!(let #name = #request.#name;);
    }
    match listed(values, response) {
        Some(list) => {
            let list_name = ident(&list.name);
            let item = ident(&Kind::Field.identifier(&singular(&list.ir.name)));
            quote! {
                let page = #request;
                for #item in page.#list_name {
                    println!("{}", #item.id);
                }
            }
        }
        None => quote!(let answer = #request;),
    }
}

/// The only field of a struct, if it has one and that is always there.
fn only<'s, 'm>(structure: &'s Struct<'m>) -> Option<&'s StructField<'m>> {
    match structure.fields.as_slice() {
        [field] if field.presence == Presence::Always => Some(field),
        _ => None,
    }
}

/// The field with a list of things that are known by an `id`.
fn listed<'s, 'm>(values: &Values<'_>, response: &'s Struct<'m>) -> Option<&'s StructField<'m>> {
    let has_id = |ty: &RustType| {
        let fields = structure(values, ty).map_or(&[][..], |(_, structure)| &structure.fields);
        let is_id = |field: &StructField<'_>| {
            field.name == "id" && field.presence == Presence::Always && field.ty == RustType::String
        };
        fields.iter().any(is_id)
    };
    response.fields.iter().find(|field| {
        let is_list = matches!(&field.ty, RustType::List(item) if has_id(item));
        is_list && field.presence == Presence::Always
    })
}

/// The struct that a type is.
fn structure<'m>(values: &Values<'m>, ty: &RustType) -> Option<(&'m TypeItem<'m>, &'m Struct<'m>)> {
    structure_of(&values.model.types, ty)
}
