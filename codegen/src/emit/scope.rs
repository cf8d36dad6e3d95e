//! A file in the making: its type expressions and the imports they need.

use super::docs::Docs;
use crate::lower::Model;
use crate::lower::model::{Areas, RustType};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// A file, and what it has used so far.
#[derive(Debug)]
pub(crate) struct FileScope<'m> {
    /// The model.
    pub model: &'m Model<'m>,
    /// Its documentation.
    pub docs: Docs<'m>,
    /// Whether it is one of those below `types`.
    in_types: bool,
    /// The types it declares itself.
    own: BTreeSet<&'m str>,
    used: RefCell<Used>,
}

#[derive(Debug, Default)]
struct Used {
    types: BTreeSet<String>,
    runtime: BTreeSet<&'static str>,
    serde: BTreeSet<&'static str>,
    map: bool,
    deprecated: bool,
}

impl<'m> FileScope<'m> {
    /// A file with types.
    pub(crate) fn of_types(model: &'m Model<'m>, areas: Areas, own: BTreeSet<&'m str>) -> Self {
        Self {
            model,
            docs: Docs::new(&model.links, areas),
            in_types: true,
            own,
            used: RefCell::default(),
        }
    }

    /// A file with resources.
    pub(crate) fn of_resources(model: &'m Model<'m>, areas: Areas) -> Self {
        Self {
            in_types: false,
            ..Self::of_types(model, areas, BTreeSet::new())
        }
    }

    /// A name of the hand-written part, imported.
    pub(crate) fn runtime(&self, name: &'static str) -> Ident {
        self.used.borrow_mut().runtime.insert(name);
        ident(name)
    }

    /// A name of serde, imported.
    pub(crate) fn serde(&self, name: &'static str) -> Ident {
        self.used.borrow_mut().serde.insert(name);
        ident(name)
    }

    /// Notes that the file touches what should not be used.
    pub(crate) fn touch_deprecated(&self) {
        self.used.borrow_mut().deprecated = true;
    }

    /// A type expression.
    pub(crate) fn ty(&self, ty: &RustType) -> TokenStream {
        match ty {
            RustType::String => quote!(String),
            RustType::Integer => quote!(i64),
            RustType::Number => quote!(f64),
            RustType::Boolean => quote!(bool),
            RustType::Timestamp => self.runtime_type("Timestamp"),
            RustType::Json => self.runtime_type("Json"),
            RustType::JsonObject => self.runtime_type("JsonObject"),
            RustType::Named(id) => match &self.model.types[id.index()] {
                Some(item) => {
                    self.used.borrow_mut().deprecated |= item.ir.deprecated.is_some();
                    self.named(&item.name)
                }
                // Whatever an emitted type is made of is emitted; this is for models made by hand.
                None => self.runtime_type("Json"),
            },
            RustType::List(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            RustType::Map(value) => {
                self.used.borrow_mut().map = true;
                let value = self.ty(value);
                quote!(BTreeMap<String, #value>)
            }
            RustType::Option(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
        }
    }

    fn runtime_type(&self, name: &'static str) -> TokenStream {
        let name = self.runtime(name);
        quote!(#name)
    }

    fn named(&self, name: &str) -> TokenStream {
        let ident = ident(name);
        if !self.in_types {
            self.used.borrow_mut().types.insert(String::new());
            return quote!(types::#ident);
        }
        if !self.own.contains(name) {
            self.used.borrow_mut().types.insert(name.to_owned());
        }
        quote!(#ident)
    }

    /// What the file may do without a warning.
    pub(crate) fn allowances(&self) -> Option<TokenStream> {
        self.used.borrow().deprecated.then(|| {
            quote! {
                #![allow(deprecated, reason = "what should not be used is still made and read")]
            }
        })
    }

    /// The `use` items for all that was used.
    pub(crate) fn imports(&self) -> TokenStream {
        let used = self.used.borrow();
        let types = if self.in_types {
            group(
                &quote!(crate::types),
                used.types.iter().map(|name| ident(name)),
            )
        } else {
            (!used.types.is_empty()).then(|| {
                quote!(
                    use crate::types;
                )
            })
        };
        let runtime = group(&quote!(crate), used.runtime.iter().map(|name| ident(name)));
        let serde = group(&quote!(serde), used.serde.iter().map(|name| ident(name)));
        let map = used.map.then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        quote!(#types #runtime #serde #map)
    }
}

fn group(path: &TokenStream, names: impl ExactSizeIterator<Item = Ident>) -> Option<TokenStream> {
    match names.len() {
        0 => None,
        1 => Some(quote!(use #path::#(#names)*;)),
        _ => Some(quote!(use #path::{#(#names),*};)),
    }
}

/// An identifier made by [`names`](crate::names).
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
