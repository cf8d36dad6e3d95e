//! From the Rust model to files.
//!
//! Nothing is decided here and nothing can fail: each part of the model has one way to be written.

mod arguments;
mod docs;
mod enums;
mod examples;
mod excerpt;
mod format;
mod requests;
mod resources;
mod scope;
mod structs;
mod types;
mod unions;

pub use docs::printable;
pub use excerpt::excerpt;

use crate::ir::{Api, Area};
use crate::lower::model::{AreaItem, Areas, ResourceItem};
use crate::lower::{self, Model};
use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;
use scope::{FileScope, ident};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Everything that is generated for an API: paths below `src/generated` and formatted text.
pub fn emit(api: &Api) -> BTreeMap<PathBuf, String> {
    emit_model(&lower::lower(api))
}

/// The files of a model.
pub fn emit_model(model: &Model<'_>) -> BTreeMap<PathBuf, String> {
    // Tokens cannot leave their thread, so each file is made and formatted on one.
    (files(model).into_par_iter())
        .map(|(path, write)| (path, format::format(write())))
        .collect()
}

type WriteFile<'m> = Box<dyn Fn() -> TokenStream + Send + Sync + 'm>;

fn files<'m>(model: &'m Model<'m>) -> Vec<(PathBuf, WriteFile<'m>)> {
    let mut files: Vec<(PathBuf, WriteFile<'m>)> = vec![("mod.rs".into(), Box::new(root))];
    files.extend(types::files(model));
    for area in &model.areas {
        let folder = Areas::only(area.area).folder();
        files.push((
            format!("{folder}/mod.rs").into(),
            Box::new(|| area_file(model, area)),
        ));
        for resource in model
            .resources_of(area.area)
            .filter(|resource| !resource.module.is_empty())
        {
            let path = format!("{folder}/{}.rs", resource.module);
            files.push((path.into(), Box::new(|| resource_file(model, resource))));
        }
    }
    files
}

fn root() -> TokenStream {
    quote! {
        #![doc = " What the reference documentation describes, as Rust."]
        #![allow(
            rustdoc::redundant_explicit_links,
            reason = "links name their target in full, so that they work wherever they are read"
        )]
        #![allow(
            clippy::needless_pass_by_value,
            reason = "a payload is made for one request and given away with it"
        )]

        #[cfg(feature = "admin")]
        pub mod admin;
        #[cfg(feature = "store")]
        pub mod store;
        pub mod types;
    }
}

/// The condition under which something is there.
fn condition(areas: Areas) -> TokenStream {
    match (areas.store, areas.admin) {
        (true, false) => quote!(feature = "store"),
        (false, true) => quote!(feature = "admin"),
        _ => quote!(any(feature = "store", feature = "admin")),
    }
}

fn resource_file(model: &Model<'_>, resource: &ResourceItem<'_>) -> TokenStream {
    let scope = FileScope::of_resources(model, Areas::only(resource.area));
    let docs = docs::inner(&scope.docs.resource_summary(resource.ir));
    let items = resources::emit(&scope, resource, &quote!(super::), &TokenStream::new());
    let (allow, imports) = (scope.allowances(), scope.imports());
    quote!(#docs #allow #imports #items)
}

/// What is said of the store API as a whole.
const STORE: [&str; 6] = [
    "The store API: what a storefront does for a shopper, from browsing to checkout and order history.",
    "",
    "Each module is a resource with its methods and their requests; the method of [`Medusa`](crate::Medusa) of the",
    "same name leads to it. What a customer must be signed in for says so.",
    "",
    "What is sent and received is in [`types`](crate::types).",
];

/// What is said of the admin API as a whole.
const ADMIN: [&str; 6] = [
    "The admin API: what a back office does, from the catalog to orders, returns and settings.",
    "",
    "Each module is a resource with its methods and their requests; the method of the same name behind",
    "[`Medusa::admin`](crate::Medusa::admin) leads to it. Nearly all of it needs an admin user who is signed in.",
    "",
    "What is sent and received is in [`types`](crate::types).",
];

/// The module of an area: its resources, and how the client leads to them.
fn area_file(model: &Model<'_>, area: &AreaItem) -> TokenStream {
    let scope = FileScope::of_resources(model, Areas::only(area.area));
    let modules = model
        .resources_of(area.area)
        .filter(|resource| !resource.module.is_empty())
        .map(|resource| ident(&resource.module));
    let (about, items) = match area.area {
        Area::Store => (STORE, store(&scope, area)),
        Area::Admin => (ADMIN, admin(&scope, area)),
    };
    let docs = docs::inner(&about.map(str::to_owned));
    let (allow, imports) = (scope.allowances(), scope.imports());
    quote! {
        #docs
        #allow
        #(pub mod #modules;)*
        #imports
        #items
    }
}

fn store(scope: &FileScope<'_>, area: &AreaItem) -> TokenStream {
    let medusa = scope.runtime("Medusa");
    let accessors = resources::accessors(scope, &area.accessors, &quote!(self), &quote!());
    quote!(impl #medusa { #accessors })
}

fn admin(scope: &FileScope<'_>, area: &AreaItem) -> TokenStream {
    let medusa = scope.runtime("Medusa");
    let accessors = resources::accessors(scope, &area.accessors, &quote!(self.client), &quote!());
    let entry = area.entry.map(|id| &scope.model.resources[id.index()]);
    let name = ident(entry.map_or("Admin", |entry| &entry.name));
    let (summary, structure) = match entry {
        Some(entry) => {
            let summary = scope.docs.resource_summary(entry.ir);
            (
                summary,
                resources::emit(scope, entry, &quote!(), &accessors),
            )
        }
        None => {
            let summary = vec!["The admin API.".to_owned()];
            let mut docs = docs::outer(&summary);
            if area.accessors.is_empty() {
                // An API without an admin half leaves the client in it to nobody.
                docs.extend(quote!(#[allow(dead_code)]));
            }
            (
                summary,
                resources::structure(scope, "Admin", &docs, &accessors),
            )
        }
    };
    let summary = docs::outer(&summary);
    quote! {
        impl #medusa {
            #summary
            pub fn admin(&self) -> #name {
                #name::new(self.clone())
            }
        }

        #structure
    }
}
