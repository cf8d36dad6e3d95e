//! The verdict on Rust, proven on the Rust: both states of each case are generated, and what is public in them
//! compared, item by item.

use super::drift::Bump;
use super::{cases, name, read};
use medusa_codegen::emit;
use medusa_codegen::ir::Api;
use proc_macro2::TokenTree;
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, ImplItem, Item, Visibility};

/// Public items by path.
pub(super) type Surface = BTreeMap<String, Seen>;

/// What is to be seen of an item.
pub(super) struct Seen {
    text: String,
    /// The names of its arguments. Nobody outside sees them, but where they change places old programs mix them up.
    arguments: Vec<String>,
    is_deprecated: bool,
}

impl Seen {
    fn new(text: impl Into<String>, is_deprecated: bool) -> Self {
        Self {
            text: text.into(),
            arguments: Vec::new(),
            is_deprecated,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let is_in = |names: &[String], name: &&String| names.contains(name);
        let kept = (self.arguments.iter()).filter(|name| is_in(&other.arguments, name));
        self.text == other.text
            && kept.eq((other.arguments.iter()).filter(|name| is_in(&self.arguments, name)))
    }
}

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

/// Adds the traits that a type derives.
fn add_derived(surface: &mut Surface, path: &str, attributes: &[Attribute]) {
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let traits = attribute
            .parse_args_with(Punctuated::<syn::Path, syn::Token![,]>::parse_terminated)
            .expect("a list of traits");
        for derived in traits {
            let path = format!("{path} is {}", derived.to_token_stream());
            surface.insert(path, Seen::new("", false));
        }
    }
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
                Seen::new("struct", is_deprecated(&item.attrs)),
            );
            add_derived(surface, &path, &item.attrs);
            for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                let name = field
                    .ident
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let ty = field.ty.to_token_stream().to_string();
                surface.insert(
                    format!("{path}.{name}"),
                    Seen::new(ty, is_deprecated(&field.attrs)),
                );
            }
        }
        Item::Enum(item) if is_public(&item.vis) => {
            let path = format!("{module}::{}", item.ident);
            surface.insert(path.clone(), Seen::new("enum", is_deprecated(&item.attrs)));
            add_derived(surface, &path, &item.attrs);
            for variant in &item.variants {
                let fields = variant.fields.to_token_stream().to_string();
                surface.insert(
                    format!("{path}::{}", variant.ident),
                    Seen::new(fields, false),
                );
            }
        }
        Item::Type(item) if is_public(&item.vis) => {
            let ty = item.ty.to_token_stream().to_string();
            surface.insert(
                format!("{module}::{}", item.ident),
                Seen::new(ty, is_deprecated(&item.attrs)),
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
                    surface.insert(path, signature(method));
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
                    surface.insert(path, Seen::new("", false));
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
                    Seen::new(item.mac.tokens.to_string(), false),
                );
            }
        }
        _ => {}
    }
}

/// The types of arguments and the result, and the names of the arguments: `new(a, b)` that becomes `new(b, a)` compiles
/// and is wrong.
fn signature(method: &syn::ImplItemFn) -> Seen {
    let (mut types, mut names) = (Vec::new(), Vec::new());
    for argument in &method.sig.inputs {
        match argument {
            FnArg::Typed(typed) => {
                types.push(typed.ty.to_token_stream().to_string());
                names.push(typed.pat.to_token_stream().to_string());
            }
            FnArg::Receiver(receiver) => types.push(receiver.to_token_stream().to_string()),
        }
    }
    let output = method.sig.output.to_token_stream();
    Seen {
        arguments: names,
        ..Seen::new(
            format!("{} {output}", types.join(", ")),
            is_deprecated(&method.attrs),
        )
    }
}

pub(super) fn bump(old: &Surface, new: &Surface) -> (Bump, Vec<String>) {
    let mut bump = Bump::Patch;
    let mut reasons = Vec::new();
    for (path, before) in old {
        match new.get(path) {
            None => {
                bump = Bump::Major;
                reasons.push(format!("- {path}"));
            }
            Some(after) if !before.is_same(after) => {
                bump = Bump::Major;
                let [before, after] = [before, after].map(|seen| (&seen.text, &seen.arguments));
                reasons.push(format!("~ {path}: {before:?} → {after:?}"));
            }
            Some(after) if after.is_deprecated && !before.is_deprecated => {
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
