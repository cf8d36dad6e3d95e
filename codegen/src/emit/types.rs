//! The files below `types`: private modules, all of whose types are seen flat at `types`.

use super::scope::{FileScope, ident};
use super::{WriteFile, condition, docs, enums, structs, unions};
use crate::ir::TypeId;
use crate::lower::Model;
use crate::lower::model::{Areas, TypeFile, TypeItem, TypeKind};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The files with types, and the modules that lead to them.
pub(crate) fn files<'m>(model: &'m Model<'m>) -> Vec<(PathBuf, WriteFile<'m>)> {
    let mut folders: BTreeMap<Areas, Vec<&str>> = BTreeMap::new();
    let mut files: Vec<(PathBuf, WriteFile<'m>)> = Vec::new();
    for (file, ids) in &model.type_files {
        folders.entry(file.areas).or_default().push(&file.module);
        let path = format!("types/{}/{}.rs", file.areas.folder(), file.module);
        files.push((path.into(), Box::new(|| type_file(model, file, ids))));
    }
    let areas: Vec<Areas> = folders.keys().copied().collect();
    files.push(("types/mod.rs".into(), Box::new(move || root(&areas))));
    for (areas, modules) in folders {
        let path = format!("types/{}/mod.rs", areas.folder());
        files.push((path.into(), Box::new(move || folder(areas, &modules))));
    }
    files
}

/// What is said of all types together.
const ABOUT: [&str; 12] = [
    "What is sent and received: payloads, answers, entities and enums, all with their documented names.",
    "",
    "- **Payloads** (`…Req`) have `new` with what the server insists on, and a setter for everything else. Where leaving",
    "  a field out and sending null are two things, it is a [`Patch`](crate::Patch).",
    "- **Answers** (`…Res`) and the **entities** in them have public fields. What the server may leave out or send as",
    "  null is an `Option`; relations are mostly there only when they were expanded.",
    "- **Enums** are open: a value that is not documented is kept as `Unknown` and written back unchanged. `VALUES` lists",
    "  the documented values, and `from_known` accepts no others.",
    "- **Amounts** are whole numbers of the currency's smallest unit, such as cents. **Timestamps** are",
    "  [`Timestamp`](crate::Timestamp)s.",
    "",
    "Each type says which methods send or return it, or what it is part of.",
];

fn root(areas: &[Areas]) -> TokenStream {
    let modules = areas.iter().map(|&areas| {
        let (condition, module) = (condition(areas), ident(areas.folder()));
        quote!(#[cfg(#condition)] mod #module;)
    });
    let reexports = areas.iter().map(|&areas| {
        let (condition, module) = (condition(areas), ident(areas.folder()));
        quote!(#[cfg(#condition)] pub use #module::*;)
    });
    let docs = docs::inner(&ABOUT.map(str::to_owned));
    quote! {
        #docs
        #(#modules)*
        #(#reexports)*
    }
}

fn folder(areas: Areas, modules: &[&str]) -> TokenStream {
    let docs = match (areas.store, areas.admin) {
        (true, false) => " Types of the store API.",
        (false, true) => " Types of the admin API.",
        _ => " Types that the store and the admin API share.",
    };
    let modules: Vec<_> = modules.iter().map(|module| ident(module)).collect();
    quote! {
        #![doc = #docs]
        #(mod #modules;)*
        #(pub use #modules::*;)*
    }
}

fn type_file(model: &Model<'_>, file: &TypeFile, ids: &[TypeId]) -> TokenStream {
    let items = || ids.iter().filter_map(|id| model.types[id.index()].as_ref());
    let own = items().map(|item| item.name.as_str()).collect();
    let scope = FileScope::of_types(model, file.areas, own);
    let items: Vec<_> = items().map(|item| self::item(&scope, item)).collect();
    let (allow, imports) = (scope.allowances(), scope.imports());
    quote!(#allow #imports #(#items)*)
}

fn item(scope: &FileScope<'_>, item: &TypeItem<'_>) -> TokenStream {
    match &item.kind {
        TypeKind::Struct(structure) => structs::emit(scope, item, structure),
        TypeKind::Enum(variants) => enums::emit(scope, item, variants),
        TypeKind::Union(union) => unions::emit(scope, item, union),
        TypeKind::Alias(ty) => {
            let docs = scope.docs.type_comment(scope.model, item);
            let deprecated = docs::deprecated(item.ir.deprecated.as_deref());
            let (name, ty) = (ident(&item.name), scope.ty(ty));
            quote! {
                #docs
                #deprecated
                pub type #name = #ty;
            }
        }
    }
}
