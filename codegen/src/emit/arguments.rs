//! Arguments of generated functions: the type that callers give, and the conversion to the type that is kept. A value
//! of one type is given in the same way everywhere.

use super::scope::{FileScope, ident};
use crate::lower::model::{Parameter, ParameterValue, RustType, TypeKind};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// An argument, by its conversion.
pub(crate) enum Argument {
    /// A value of this type, without a conversion.
    Value(TokenStream),
    /// Any value that converts into this type.
    Into(TokenStream),
    /// A whole number of any type, for a query parameter.
    Integer,
    /// One or more values that convert into this type.
    List(TokenStream),
    /// One or more names, joined by commas.
    Names,
}

impl Argument {
    /// The argument for a value of this type.
    pub(crate) fn of(scope: &FileScope<'_>, ty: &RustType) -> Self {
        match ty {
            RustType::List(item) => Self::list(scope, scope.ty(item)),
            RustType::String | RustType::Timestamp => Self::Into(scope.ty(ty)),
            RustType::Named(id) if is_union(scope, id.index()) => Self::Into(scope.ty(ty)),
            _ => Self::Value(scope.ty(ty)),
        }
    }

    /// The argument for a parameter of a request.
    pub(crate) fn of_parameter(scope: &FileScope<'_>, parameter: &Parameter<'_>) -> Self {
        match &parameter.value {
            ParameterValue::Text => Self::of(scope, &RustType::String),
            ParameterValue::Names => {
                scope.runtime("OneOrMany");
                Self::Names
            }
            ParameterValue::Plain(RustType::Integer) => Self::Integer,
            ParameterValue::Plain(ty) | ParameterValue::Into(ty) => Self::of(scope, ty),
            ParameterValue::List(item) => Self::list(scope, scope.ty(item)),
            ParameterValue::Files => {
                let file = scope.runtime("File");
                Self::list(scope, quote!(#file))
            }
        }
    }

    fn list(scope: &FileScope<'_>, item: TokenStream) -> Self {
        scope.runtime("OneOrMany");
        Self::List(item)
    }

    /// Whether callers may give values of several types.
    pub(crate) fn is_generic(&self) -> bool {
        !matches!(self, Self::Value(_))
    }

    /// The type that callers give.
    pub(crate) fn given(&self, kinds: &mut Kinds) -> TokenStream {
        match self {
            Self::Value(ty) => ty.clone(),
            Self::Into(ty) => quote!(impl Into<#ty>),
            Self::Integer => quote!(impl TryInto<i64>),
            Self::List(item) => kinds.one_or_many(item),
            Self::Names => kinds.one_or_many(&quote!(String)),
        }
    }

    /// The type that is kept.
    pub(crate) fn kept(&self) -> TokenStream {
        match self {
            Self::Value(ty) | Self::Into(ty) => ty.clone(),
            Self::Integer => quote!(crate::query::Integer),
            Self::List(item) => quote!(Vec<#item>),
            Self::Names => quote!(String),
        }
    }

    /// The value that is kept, from an argument of this name.
    pub(crate) fn converted(&self, name: &Ident) -> TokenStream {
        match self {
            Self::Value(_) => quote!(#name),
            Self::Into(_) => quote!(#name.into()),
            Self::Integer => quote!(crate::query::Integer::new(#name)),
            Self::List(_) => quote!(#name.into_list()),
            Self::Names => quote!(#name.into_list().join(",")),
        }
    }
}

fn is_union(scope: &FileScope<'_>, index: usize) -> bool {
    let item = scope.model.types[index].as_ref();
    item.is_some_and(|item| matches!(item.kind, TypeKind::Union(_)))
}

/// The type parameters of a function: the kind of each list among its arguments.
#[derive(Default)]
pub(crate) struct Kinds(Vec<Ident>);

impl Kinds {
    /// The type of an argument that is a list: `impl OneOrMany<item, K>`. No type of the API is named `K`, `K2` and so
    /// on; see [`names`](crate::names).
    fn one_or_many(&mut self, item: &TokenStream) -> TokenStream {
        let kind = match self.0.len() {
            0 => ident("K"),
            others => ident(&format!("K{}", others + 1)),
        };
        let argument = quote!(impl OneOrMany<#item, #kind>);
        self.0.push(kind);
        argument
    }

    /// The list of type parameters, if there are any.
    pub(crate) fn generics(&self) -> Option<TokenStream> {
        let kinds = &self.0;
        (!kinds.is_empty()).then(|| quote!(<#(#kinds),*>))
    }
}
