//! Two states read alike, so that they can be compared.
//!
//! What only one of them has, pages or documents, is left aside. A state without corrections of its own
//! is read with those of the other; the ones that do not fit it are told.

use super::{Change, Options, Rule, compare};
use crate::diagnostic::{Diagnostics, Sources};
use crate::fixup;
use crate::pipeline::{self, Run};
use crate::source::{self, Spec};
use std::path::PathBuf;

/// Two states of a spec.
#[derive(Debug)]
pub struct Pair {
    /// What is compared with.
    pub old: Run,
    /// What is compared.
    pub new: Run,
    /// Corrections that do not fit the new state any longer.
    pub stale: Diagnostics,
    /// Whether pages are compared.
    pub pages: bool,
    /// Whether documents are compared.
    pub documents: bool,
}

impl Pair {
    /// What has changed; `None` where errors forbid to compare, or there is nothing that both states have.
    pub fn compare(&self, options: Options) -> Option<Vec<Change>> {
        let (old, new) = (self.old.api.as_ref()?, self.new.api.as_ref()?);
        if !(self.pages || self.documents) {
            return None;
        }
        let mut changes = compare(old, new, options);
        changes.extend(self.stale.iter().map(|diagnostic| {
            let at = diagnostic.labels.first().map(|label| label.span);
            let subject = at.map_or("", |span| self.new.sources.slice(span));
            Change {
                rule: Rule::FixupStale,
                subject: subject.trim_matches('"').to_owned(),
                before: None,
                after: Some(diagnostic.message.clone()),
                wire: Rule::FixupStale.wire(),
                bump: Rule::FixupStale.bump(),
                places: Vec::new(),
                before_at: None,
                after_at: at,
            }
        }));
        Some(changes)
    }
}

/// Reads two states.
pub fn read(old: &[PathBuf], new: &[PathBuf]) -> Pair {
    let load = |paths: &[PathBuf]| {
        let mut diagnostics = Diagnostics::default();
        let spec = source::load(paths, &mut diagnostics);
        (spec, diagnostics)
    };
    let (old, new) = rayon::join(|| load(old), || load(new));
    read_alike(old, new)
}

/// Makes two states of what was read.
pub fn read_alike(
    (mut old, said_of_old): (Spec, Diagnostics),
    (mut new, said_of_new): (Spec, Diagnostics),
) -> Pair {
    let pages = !old.pages.is_empty() && !new.pages.is_empty();
    let documents = !old.documents.is_empty() && !new.documents.is_empty();
    let is_whole = (old.pages.is_empty() == new.pages.is_empty())
        && (old.documents.is_empty() == new.documents.is_empty());
    for spec in [&mut old, &mut new] {
        if !pages {
            spec.pages.clear();
        }
        if !documents {
            spec.documents.clear();
        }
    }
    let is_lent = [lend(&new, &mut old), lend(&old, &mut new)];
    let join = |spec, said| {
        let mut of_fixups = Diagnostics::default();
        (pipeline::join(spec, said, &mut of_fixups), of_fixups)
    };
    let ((mut old, of_old), (mut new, of_new)) =
        rayon::join(|| join(old, said_of_old), || join(new, said_of_new));
    let mut stale = Diagnostics::default();
    for (run, said, is_lent, is_new) in [
        (&mut old, of_old, is_lent[0], false),
        (&mut new, of_new, is_lent[1], true),
    ] {
        match (is_lent, is_new) {
            // Of parts of a spec, corrections of the others are not said to be stale.
            _ if !is_whole => {}
            (true, true) => stale.append(said),
            (true, false) => {}
            (false, _) => {
                run.api = run.api.take().filter(|_| !said.has_errors());
                run.diagnostics.append(said);
            }
        }
    }
    Pair {
        old,
        new,
        stale,
        pages,
        documents,
    }
}

/// Gives the corrections of one state to another that has none; whether it did.
fn lend(from: &Spec, to: &mut Spec) -> bool {
    if !to.fixups.files().is_empty() {
        return false;
    }
    let mut sources = Sources::default();
    std::mem::swap(&mut sources, &mut to.sources);
    for file in from.fixups.files() {
        let file = from.sources.file(file);
        let copy = sources.add(&file.path, file.text.clone());
        // What is wrong with the file itself is said where it belongs.
        fixup::read(
            copy,
            &file.text,
            &mut to.fixups,
            &mut Diagnostics::default(),
        );
    }
    to.sources = sources;
    !to.fixups.files().is_empty()
}
