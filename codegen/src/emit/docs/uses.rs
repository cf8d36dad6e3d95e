//! Links from a type to what sends, returns or holds it, and from a field to the methods that omit it.

use super::super::condition;
use super::{Docs, code_span};
use crate::ir::Area;
use crate::lower::Target;
use crate::lower::model::{Areas, StructField, TypeItem};
use proc_macro2::TokenStream;
use quote::quote;

/// How many links are shown; of more it is only said how many.
const SHOWN: usize = 5;

impl Docs<'_> {
    /// The comment that says where a type is used. What is only there in one area is only told there, so
    /// that no link leads nowhere.
    pub(crate) fn uses(self, item: &TypeItem<'_>) -> TokenStream {
        let uses = &item.uses;
        // What stands in for prose says this already.
        let is_told = item.only_holder.is_some() && item.ir.doc.trim().is_empty();
        let part_of: &[Target] = if is_told { &[] } else { &uses.part_of };
        let lists = [
            ("sent by", uses.sent_by.as_slice()),
            ("returned by", &uses.returned_by),
            ("part of", part_of),
        ];
        let comments = lists.map(|(what, targets)| self.linked(what, targets));
        quote!(#(#comments)*)
    }

    /// The comment that says which methods do not send a field.
    pub(crate) fn omissions(self, field: &StructField<'_>) -> TokenStream {
        let comments = field.omitted_by.iter().map(|(selected_by, methods)| {
            let what = match selected_by {
                Some(parameter) => {
                    let parameter = code_span(parameter);
                    format!("sent only when selected with {parameter} by")
                }
                None => "not sent by".to_owned(),
            };
            self.linked(&what, methods)
        });
        quote!(#(#comments)*)
    }

    /// A paragraph that links to targets, and one for each area that alone has some of them.
    fn linked(self, what: &str, targets: &[Target]) -> TokenStream {
        let (everywhere, somewhere): (Vec<_>, Vec<_>) = targets
            .iter()
            .partition(|target| target.areas.cover(self.areas));
        let plain = sentence(what, &everywhere).map(|text| {
            let text = format!(" {}", capitalized(&text));
            quote!(#[doc = ""] #[doc = #text])
        });
        let by_area = [Area::Store, Area::Admin].map(|area| {
            let area = Areas::only(area);
            let there: Vec<_> = (somewhere.iter().copied())
                .filter(|target| target.areas == area)
                .collect();
            let feature = condition(area);
            sentence(what, &there).map(|text| {
                let text = format!(" In the {} API: {text}", area.folder());
                quote! {
                    #[cfg_attr(#feature, doc = "")]
                    #[cfg_attr(#feature, doc = #text)]
                }
            })
        });
        let by_area = by_area.iter().flatten();
        quote!(#plain #(#by_area)*)
    }
}

fn sentence(what: &str, targets: &[&Target]) -> Option<String> {
    let (last, rest) = targets.split_last()?;
    let more = targets.len().saturating_sub(SHOWN);
    let links = |targets: &[&Target]| {
        let links: Vec<String> = targets.iter().map(|target| link(target)).collect();
        links.join(", ")
    };
    Some(match (rest, more) {
        ([], _) => format!("{what} {}.", link(last)),
        (rest, 0) => format!("{what} {} and {}.", links(rest), link(last)),
        (_, more) => format!("{what} {} and {more} more.", links(&targets[..SHOWN])),
    })
}

fn capitalized(sentence: &str) -> String {
    let (first, rest) = sentence.split_at(1);
    first.to_uppercase() + rest
}

/// A link that shows the end of the path: a type's name, or a method with its resource.
fn link(target: &Target) -> String {
    let path = &target.path;
    let segments: Vec<&str> = path.split("::").collect();
    let shown = match segments.as_slice() {
        [.., "types", name] => (*name).to_owned(),
        [.., resource, method] => format!("{resource}::{method}"),
        _ => path.clone(),
    };
    format!("[{}]({path})", code_span(&shown))
}
