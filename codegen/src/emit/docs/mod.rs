//! Rustdoc: the documentation's prose, made safe, and the facts that belong to it.

mod facts;
mod markdown;
#[cfg(test)]
mod tests;
mod uses;
mod wrap;

pub(crate) use markdown::code_span;
pub use markdown::printable;

use crate::lower::model::{Areas, TypeItem};
use crate::lower::{Links, Model, Target};
use proc_macro2::TokenStream;
use quote::quote;

/// Writes the documentation of items that are there in certain areas.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Docs<'m> {
    links: &'m Links,
    areas: Areas,
}

impl<'m> Docs<'m> {
    /// For items in `areas`; links lead only to what is there whenever the item is.
    pub(crate) fn new(links: &'m Links, areas: Areas) -> Self {
        Self { links, areas }
    }

    /// The comment of a type: its prose and facts, and links to where it is used.
    pub(crate) fn type_comment(self, model: &Model<'_>, item: &TypeItem<'_>) -> TokenStream {
        let (text, uses) = (outer(&self.type_def(model, item)), self.uses(item));
        quote!(#text #uses)
    }

    /// The lines for a Markdown text.
    fn prose(self, markdown: &str) -> Vec<String> {
        markdown::to_rustdoc(markdown, &|destination| self.find(destination))
    }

    /// The lines for the first sentence of a Markdown text.
    fn first_sentence(self, markdown: &str) -> Vec<String> {
        markdown::first_sentence(markdown, &|destination| self.find(destination))
    }

    fn find(self, destination: &str) -> Option<&'m Target> {
        (self.links.find(destination)).filter(|target| target.areas.cover(self.areas))
    }
}

/// The comment with these lines.
pub(crate) fn outer(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| spaced(line));
    quote!(#(#[doc = #lines])*)
}

/// The comment with these lines, for the file it is in.
pub(crate) fn inner(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| spaced(line));
    quote!(#(#![doc = #lines])*)
}

/// The attribute for something that should not be used.
pub(crate) fn deprecated(note: Option<&str>) -> TokenStream {
    let Some(note) = note else {
        return TokenStream::new();
    };
    let note = markdown::to_rustdoc(note, &|_| None).join(" ");
    match note.trim() {
        "" => quote!(#[deprecated]),
        note => quote!(#[deprecated(note = #note)]),
    }
}

fn spaced(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}
