//! Two states read alike, so that they can be compared.
//!
//! What only one of them has, pages or documents, the other is read with, too, as it would be once it is
//! taken in: that part is the same, and only the rest is compared. So it is with corrections; the ones that
//! do not fit the new state are told.

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
    let (mut before, mut after) = rayon::join(|| load(old, &[]), || load(new, &[]));
    let pages = !before.0.pages.is_empty() && !after.0.pages.is_empty();
    let documents = !before.0.documents.is_empty() && !after.0.documents.is_empty();
    let [of_old, of_new] = [lacking(&before.0, &after.0), lacking(&after.0, &before.0)];
    if !of_old.is_empty() {
        before = load(old, &of_old);
    }
    if !of_new.is_empty() {
        after = load(new, &of_new);
    }
    // Routes come from documents: pages alone lead nowhere.
    let has_routes = !before.0.documents.is_empty();
    let mut pair = join(before, after);
    pair.pages = pages && has_routes;
    pair.documents = documents;
    pair
}

fn load(paths: &[PathBuf], more: &[PathBuf]) -> (Spec, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let paths: Vec<PathBuf> = paths.iter().chain(more).cloned().collect();
    let spec = source::load(&paths, &mut diagnostics);
    (spec, diagnostics)
}

/// The files of a kind that only the other state has.
fn lacking(spec: &Spec, other: &Spec) -> Vec<PathBuf> {
    let pages = other.pages.iter().map(|page| page.file);
    let documents = other.documents.iter().map(|document| document.file);
    let files = (pages.filter(|_| spec.pages.is_empty()))
        .chain(documents.filter(|_| spec.documents.is_empty()));
    files
        .map(|file| other.sources.file(file).path.clone())
        .collect()
}

fn join(
    (mut old, said_of_old): (Spec, Diagnostics),
    (mut new, said_of_new): (Spec, Diagnostics),
) -> Pair {
    let is_lent = [lend(&new, &mut old), lend(&old, &mut new)];
    let join = |spec, said| {
        let mut of_fixups = Diagnostics::default();
        (pipeline::join(spec, said, &mut of_fixups), of_fixups)
    };
    let ((mut old, of_old), (mut new, of_new)) =
        rayon::join(|| join(old, said_of_old), || join(new, said_of_new));
    let mut stale = Diagnostics::default();
    // Corrections that the old state has from the new one need not fit it.
    if !is_lent[0] {
        add_faults(&mut old, of_old);
    }
    match is_lent[1] {
        true => stale = of_new,
        false => add_faults(&mut new, of_new),
    }
    Pair {
        old,
        new,
        stale,
        pages: false,
        documents: false,
    }
}

/// What is wrong with a state's own corrections is wrong with the state.
fn add_faults(run: &mut Run, said: Diagnostics) {
    run.api = run.api.take().filter(|_| !said.has_errors());
    run.diagnostics.append(said);
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
