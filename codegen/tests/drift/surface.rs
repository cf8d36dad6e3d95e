//! The verdict on Rust, proven on the Rust: both states of each case are generated, and what is public in them
//! compared, item by item.

use super::drift::Bump;
use super::{cases, name, read};
use medusa_codegen::emit;
use medusa_codegen::ir::Api;
use proc_macro2::TokenTree;
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::{Attribute, FnArg, ImplItem, Item, Visibility};

/// Public items by path: what is to be seen of them, and whether they are deprecated.
pub(super) type Surface = BTreeMap<String, (String, bool)>;

pub(super) fn surface(api: &Api) -> Surface {
    let mut surface = Surface::new();
    for (path, text) in emit::emit(api) {
        let file =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Types are found at `types`, whatever file they are in.
        let module = match path.starts_with("types") {
            true => "types".to_owned(),
            false => path.with_extension("").display().to_string(),
        };
        for item in &file.items {
            add(&mut surface, &module, item);
        }
    }
    surface
}

fn is_deprecated(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("deprecated"))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn add(surface: &mut Surface, module: &str, item: &Item) {
    match item {
        Item::Struct(item) if is_public(&item.vis) => {
            let path = format!("{module}::{}", item.ident);
            surface.insert(
                path.clone(),
                ("struct".to_owned(), is_deprecated(&item.attrs)),
            );
            for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                let name = field
                    .ident
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let ty = field.ty.to_token_stream().to_string();
                surface.insert(format!("{path}.{name}"), (ty, is_deprecated(&field.attrs)));
            }
        }
        Item::Enum(item) if is_public(&item.vis) => {
            let path = format!("{module}::{}", item.ident);
            surface.insert(
                path.clone(),
                ("enum".to_owned(), is_deprecated(&item.attrs)),
            );
            for variant in &item.variants {
                let fields = variant.fields.to_token_stream().to_string();
                surface.insert(format!("{path}::{}", variant.ident), (fields, false));
            }
        }
        Item::Type(item) if is_public(&item.vis) => {
            let ty = item.ty.to_token_stream().to_string();
            surface.insert(
                format!("{module}::{}", item.ident),
                (ty, is_deprecated(&item.attrs)),
            );
        }
        Item::Impl(item) if item.trait_.is_none() => {
            let owner = item.self_ty.to_token_stream();
            for method in &item.items {
                let ImplItem::Fn(method) = method else {
                    continue;
                };
                if is_public(&method.vis) {
                    let path = format!("{module}::{owner}::{}", method.sig.ident);
                    surface.insert(path, (signature(method), is_deprecated(&method.attrs)));
                }
            }
        }
        Item::Impl(item) => {
            if let Some((of, _)) = &item.trait_ {
                let path = format!(
                    "{module}::{} is {}",
                    item.self_ty.to_token_stream(),
                    of.to_token_stream()
                );
                // Private traits are told apart by their path.
                if !path.contains("crate ::") {
                    surface.insert(path, (String::new(), false));
                }
            }
        }
        Item::Macro(item) => {
            // `builder!(Name, Response)`: what awaiting the request gives.
            let text = item.mac.path.to_token_stream().to_string();
            if text.ends_with("builder") {
                let tokens: Vec<TokenTree> = item.mac.tokens.clone().into_iter().collect();
                let name = tokens.first().map(ToString::to_string).unwrap_or_default();
                surface.insert(
                    format!("{module}::{name} is awaited"),
                    (item.mac.tokens.to_string(), false),
                );
            }
        }
        _ => {}
    }
}

/// The types of arguments and the result; arguments have no names outside, but an exchange of two of one
/// type is told, too: `new(a, b)` that becomes `new(b, a)` compiles and is wrong.
fn signature(method: &syn::ImplItemFn) -> String {
    let is_constructor = method.sig.ident == "new";
    let arguments = method.sig.inputs.iter().map(|argument| match argument {
        FnArg::Typed(typed) if is_constructor => typed.to_token_stream().to_string(),
        FnArg::Typed(typed) => typed.ty.to_token_stream().to_string(),
        FnArg::Receiver(receiver) => receiver.to_token_stream().to_string(),
    });
    let arguments: Vec<String> = arguments.collect();
    format!(
        "{} {}",
        arguments.join(", "),
        method.sig.output.to_token_stream()
    )
}

pub(super) fn bump(old: &Surface, new: &Surface) -> (Bump, Vec<String>) {
    let mut bump = Bump::Patch;
    let mut reasons = Vec::new();
    for (path, (before, was_deprecated)) in old {
        match new.get(path) {
            None => {
                bump = Bump::Major;
                reasons.push(format!("- {path}"));
            }
            Some((after, _)) if before != after => {
                bump = Bump::Major;
                reasons.push(format!("~ {path}: {before} → {after}"));
            }
            Some((_, true)) if !was_deprecated => {
                bump = bump.max(Bump::Minor);
                reasons.push(format!("deprecated {path}"));
            }
            Some(_) => {}
        }
    }
    for path in new.keys().filter(|path| !old.contains_key(*path)) {
        bump = bump.max(Bump::Minor);
        reasons.push(format!("+ {path}"));
    }
    (bump, reasons)
}

#[test]
fn verdicts_on_rust_are_those_of_the_generated_rust() {
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<Bump, usize> = BTreeMap::new();
    for case in cases() {
        let (pair, changes) = read(&case);
        let surfaces =
            [&pair.old, &pair.new].map(|run| surface(run.api.as_ref().expect("it was compared")));
        let (actual, reasons) = bump(&surfaces[0], &surfaces[1]);
        let predicted = changes
            .iter()
            .map(|change| change.bump)
            .max()
            .unwrap_or(Bump::Patch);
        *counts.entry(actual).or_default() += 1;
        if actual != predicted {
            wrong.push(format!(
                "{}: predicted {predicted:?}, is {actual:?}: {reasons:#?}",
                name(&case)
            ));
        }
    }
    println!("{counts:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        counts.len() == 3 && counts.values().all(|count| *count > 10),
        "{counts:?}"
    );
}
