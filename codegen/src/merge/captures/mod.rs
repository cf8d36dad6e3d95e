//! Captures among complete sources: they fill in what these leave open, and give way otherwise.
//!
//! What a complete page says of a class, or a complete document of an operation, is all there is: a capture
//! of the same class or operation adds prose, examples, and what types are that nobody else describes, but
//! no methods, rows or fields. A class or an operation that only a capture knows is read from it; where it
//! meets complete sources, in types and operations, these win.

mod documents;
mod pages;

pub(crate) use documents::{follow, inline, locate, same_media};
pub(crate) use pages::{same_class, same_row};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use crate::source::Spec;
use std::collections::HashSet;

/// The files that are captures.
pub(super) fn files(spec: &Spec) -> HashSet<FileId> {
    spec.captures.iter().map(|capture| capture.file).collect()
}

/// Fills in what the complete sources leave open, and takes out what they say themselves.
pub fn complete(spec: &mut Spec, diagnostics: &mut Diagnostics) {
    let files = files(spec);
    if files.is_empty() {
        return;
    }
    let mut used = pages::complete(spec, &files);
    used.extend(documents::complete(spec, &files));
    for (file, count) in used {
        let message = format!(
            "a complete source tells of the same; {count} texts and examples of the capture are used"
        );
        diagnostics.push(
            Diagnostic::new(Code::Capture, message).label(Span::new(file, 0, 0), "begins here"),
        );
    }
}

/// Fills in a text, and counts it.
fn fill(text: &mut String, other: &str, used: &mut usize) {
    if text.trim().is_empty() && !other.trim().is_empty() {
        other.clone_into(text);
        *used += 1;
    }
}
