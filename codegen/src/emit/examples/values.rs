//! Values of generated types, as a caller writes them.

use super::super::scope::ident;
use super::samples::Sample;
use crate::ir::TypeId;
use crate::lower::Model;
use crate::lower::model::{
    Parameter, ParameterValue, RustType, Struct, StructField, TypeItem, TypeKind, Union,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

/// Writes values, and notes what they import.
pub(super) struct Values<'m> {
    pub(super) model: &'m Model<'m>,
    types: BTreeSet<&'m str>,
    runtime: BTreeSet<&'static str>,
}

impl<'m> Values<'m> {
    pub(super) fn new(model: &'m Model<'m>) -> Self {
        Self {
            model,
            types: BTreeSet::new(),
            runtime: BTreeSet::new(),
        }
    }

    /// A name of the hand-written part, imported.
    pub(super) fn runtime(&mut self, name: &'static str) -> Ident {
        self.runtime.insert(name);
        ident(name)
    }

    /// The `use` items for all that was written.
    pub(super) fn imports(&self) -> TokenStream {
        let runtime = self.runtime.iter().map(|name| ident(name));
        let runtime =
            (!self.runtime.is_empty()).then(|| quote!(use medusa_client::{#(#runtime),*};));
        let types = self.types.iter().map(|name| ident(name));
        let types =
            (!self.types.is_empty()).then(|| quote!(use medusa_client::types::{#(#types),*};));
        quote!(#runtime #types)
    }

    /// The type, if it is one of the model's.
    pub(super) fn item(&self, id: TypeId) -> Option<&'m TypeItem<'m>> {
        self.model.types[id.index()].as_ref()
    }

    fn import(&mut self, item: &'m TypeItem<'m>) -> Ident {
        self.types.insert(&item.name);
        ident(&item.name)
    }

    /// What a parameter is given.
    pub(super) fn parameter(&mut self, parameter: &Parameter<'_>) -> TokenStream {
        let sample = Sample::from(parameter.ir);
        match &parameter.value {
            ParameterValue::Text => text(sample),
            ParameterValue::Names => {
                let name = sample.text();
                quote!([#name])
            }
            ParameterValue::Plain(ty) => self.value(ty, sample),
            ParameterValue::Into(ty) => self.argument(ty, sample),
            ParameterValue::List(item) => {
                let item = self.item_of_list(item, sample);
                quote!([#item])
            }
            ParameterValue::Files => {
                let file = self.runtime("File");
                quote!([#file::new("lamp.png", "the bytes of a picture")])
            }
        }
    }

    /// What a constructor or setter is given for a field.
    pub(super) fn field(&mut self, field: &StructField<'_>) -> TokenStream {
        self.argument(&field.ty, field.ir.into())
    }

    /// A value of `ty` where anything is taken that becomes one.
    fn argument(&mut self, ty: &RustType, sample: Sample<'_>) -> TokenStream {
        match ty {
            RustType::String => text(sample),
            RustType::List(item) => {
                let item = self.item_of_list(item, sample);
                quote!([#item])
            }
            RustType::Named(id) => match self.item(*id).map(|item| (item, &item.kind)) {
                Some((_, TypeKind::Alias(ty))) => self.argument(ty, sample),
                Some((item, TypeKind::Union(union))) => self.union(item, union, sample),
                _ => self.value(ty, sample),
            },
            _ => self.value(ty, sample),
        }
    }

    /// An item of a list: texts may be borrowed.
    fn item_of_list(&mut self, item: &RustType, sample: Sample<'_>) -> TokenStream {
        match item {
            RustType::String => text(sample),
            item => self.value(item, sample),
        }
    }

    /// A value of `ty`.
    pub(super) fn value(&mut self, ty: &RustType, sample: Sample<'_>) -> TokenStream {
        match ty {
            RustType::String => {
                let text = sample.text();
                quote!(#text.to_owned())
            }
            RustType::Integer => {
                let integer = proc_macro2::Literal::i64_unsuffixed(sample.integer());
                quote!(#integer)
            }
            RustType::Number => {
                let number = proc_macro2::Literal::f64_unsuffixed(sample.number());
                quote!(#number)
            }
            RustType::Boolean => quote!(true),
            RustType::Timestamp => {
                let timestamp = self.runtime("Timestamp");
                quote!(#timestamp::now())
            }
            RustType::Json => {
                let (json, text) = (self.runtime("Json"), sample.text());
                quote!(#json::from(#text))
            }
            RustType::JsonObject => {
                let object = self.runtime("JsonObject");
                quote!(#object::new())
            }
            RustType::List(item) => {
                let item = self.value(item, sample);
                quote!(vec![#item])
            }
            RustType::Map(_) => quote!(Default::default()),
            RustType::Option(inner) => {
                let inner = self.value(inner, sample);
                quote!(Some(#inner))
            }
            RustType::Named(id) => match self.item(*id) {
                Some(item) => self.named(item, sample),
                None => quote!(Default::default()),
            },
        }
    }

    fn named(&mut self, item: &'m TypeItem<'m>, sample: Sample<'_>) -> TokenStream {
        match &item.kind {
            TypeKind::Struct(structure) => self.structure(item, structure),
            TypeKind::Enum(variants) => {
                let name = self.import(item);
                match variants.first().map(|variant| ident(&variant.name)) {
                    Some(variant) => quote!(#name::#variant),
                    None => {
                        let text = sample.text();
                        quote!(#name::from(#text))
                    }
                }
            }
            TypeKind::Union(union) => {
                let value = self.union(item, union, sample);
                let name = self.import(item);
                quote!(#name::from(#value))
            }
            TypeKind::Alias(ty) => self.value(ty, sample),
        }
    }

    /// The call of a struct's constructor, with what it insists on.
    pub(super) fn structure(
        &mut self,
        item: &'m TypeItem<'m>,
        structure: &Struct<'_>,
    ) -> TokenStream {
        let name = self.import(item);
        let required = structure.fields.iter().filter(|field| field.is_argument());
        let arguments: Vec<_> = required.map(|field| self.field(field)).collect();
        quote!(#name::new(#(#arguments),*))
    }

    /// What becomes a value of a union.
    fn union(
        &mut self,
        item: &'m TypeItem<'m>,
        union: &Union<'_>,
        sample: Sample<'_>,
    ) -> TokenStream {
        match union.variants.iter().find(|variant| variant.convertible) {
            Some(variant) if variant.ty == RustType::String => text(sample),
            Some(variant) => self.value(&variant.ty, sample),
            None => {
                let (name, json) = (self.import(item), self.runtime("Json"));
                quote!(#name::Other(#json::Null))
            }
        }
    }
}

fn text(sample: Sample<'_>) -> TokenStream {
    let text = sample.text();
    quote!(#text)
}
