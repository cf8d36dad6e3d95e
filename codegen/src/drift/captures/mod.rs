//! A capture beside the state it is compared with: what both know is taken from the capture, all else from
//! the other state, so that what a capture lost is no drift.
//!
//! Pages and documents of both go in together; out come those of the complete state, with what the capture
//! says of the same rows and fields instead of what they said. A class, a method, an operation, a parameter, a
//! status, a row or a field that only the capture has is added. Only where a capture lost nothing (a method
//! whose rows are all there) does what it lacks go, too. Methods that may have got the rows of others, for
//! something is missing between them, are not compared.

mod documents;
mod pages;

use crate::source::Spec;

/// Whether all that a state says comes from captures.
pub(super) fn are_all(spec: &Spec) -> bool {
    let pages = spec.pages.iter().map(|page| page.file);
    let mut files = pages.chain(spec.documents.iter().map(|document| document.file));
    !spec.captures.is_empty()
        && files.all(|file| spec.captures.iter().any(|capture| capture.file == file))
}

/// Puts what captures say in the place of what the complete pages and documents say of the same.
pub(super) fn lay_over(spec: &mut Spec) {
    let files: Vec<_> = spec.captures.iter().map(|capture| capture.file).collect();
    pages::lay_over(&mut spec.pages, &spec.captures);
    documents::lay_over(&mut spec.documents, &files);
    // What was laid over need not give way any longer.
    let Spec {
        pages, documents, ..
    } = &*spec;
    let pages = pages.iter().map(|page| page.file);
    let left: Vec<_> = (pages.chain(documents.iter().map(|document| document.file))).collect();
    spec.captures.retain(|capture| left.contains(&capture.file));
}
