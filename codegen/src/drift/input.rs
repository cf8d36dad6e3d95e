//! Two states read alike, so that they can be compared.
//!
//! Only what both have is compared, pages or documents: what only one has would outvote what has changed in
//! the other. Pages lead nowhere without routes, so where pages alone are compared, both states get the
//! routes of the same documents. A state without corrections is read with those of the other; the ones
//! that do not fit the new state are told. A capture is read with all of the other state, and laid over
//! it.

use super::captures;
use super::change::{Change, Options};
use super::compare::compare;
use super::overridden;
use super::rules::{Aspect, ChangeKind, Subject};
use crate::diagnostic::{Diagnostic, Diagnostics, Sources};
use crate::fixup;
use crate::ir::{Api, Call};
use crate::pipeline::{self, PerSourceApi, Run};
use crate::source::openapi::Document;
use crate::source::{self, Spec};
use std::collections::HashSet;
use std::path::PathBuf;

/// Two states of a spec.
#[derive(Debug)]
pub struct Comparison {
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
    /// The API of each source alone, where both are compared.
    per_source: Option<[PerSourceApi; 2]>,
}

impl Comparison {
    /// What has changed; `None` where errors forbid to compare, or there is nothing that both states have.
    pub fn compare(&self, options: Options) -> Option<Vec<Change>> {
        let (old, new) = (self.old.api.as_ref()?, self.new.api.as_ref()?);
        // Pages whose methods lead nowhere say nothing of the API.
        let is_led = self.documents || [old, new].into_iter().any(has_calls);
        if !(self.pages || self.documents) || !is_led {
            return None;
        }
        let mut changes = compare(old, new, options);
        if let Some(apis) = &self.per_source {
            let overridden = overridden::changes(apis.each_ref(), &mut changes, options);
            changes.extend(overridden);
        }
        if self.pages {
            changes.extend(overridden::unjoined(old, new));
        }
        changes.extend(self.stale.iter().map(|diagnostic| {
            let at = diagnostic.labels.first().map(|label| label.span);
            let subject = at.map_or("", |span| self.new.sources.slice(span));
            let rule = Subject::Fixup.rule(Aspect::Itself, ChangeKind::Stale);
            Change {
                after: Some(diagnostic.message.clone()),
                after_at: at,
                ..Change::new(rule, subject.trim_matches('"'))
            }
        }));
        Some(changes)
    }
}

fn has_calls(api: &Api) -> bool {
    let mut methods = api.resources.iter().flat_map(|resource| &resource.methods);
    methods.any(|method| matches!(method.call, Call::Operation(_)))
}

/// Reads two states.
pub fn read(old: &[PathBuf], new: &[PathBuf]) -> Comparison {
    read_with(old, new, &[])
}

/// The same; `routes` are the documents that say where operations are if neither state has any.
pub fn read_with(old: &[PathBuf], new: &[PathBuf], routes: &[PathBuf]) -> Comparison {
    let (before, after) = rayon::join(|| load(old, &[]), || load(new, &[]));
    let mut states = [before, after];
    let kinds = states.each_ref().map(|(spec, _)| Kinds::of(spec));
    let both = Kinds {
        pages: kinds[0].pages && kinds[1].pages,
        documents: kinds[0].documents && kinds[1].documents,
    };
    // A capture is compared as a part of the other state, with all of that.
    let is_captured = states.each_ref().map(|(spec, _)| captures::are_all(spec));
    let is_laid_over = is_captured[0] != is_captured[1];
    let more = more(&states, both, routes);
    for (index, (paths, more)) in [old, new].into_iter().zip(&more).enumerate() {
        if !more.is_empty() {
            states[index] = load(paths, more);
        }
        if is_laid_over && is_captured[index] {
            captures::lay_over(&mut states[index].0);
        }
    }
    // Routes come from documents.
    let pages = both.pages && states.iter().all(|(spec, _)| !spec.documents.is_empty());
    let is_part = kinds.map(|kinds| !is_laid_over && (kinds != both || !both.documents));
    for (spec, _) in states.iter_mut().filter(|_| !is_laid_over) {
        match (both.pages, both.documents) {
            (true, false) => {
                spec.documents = spec.documents.iter().map(Document::routes).collect();
            }
            (false, true) => spec.pages.clear(),
            _ => {}
        }
    }
    let are_whole = both.pages && both.documents && !is_laid_over;
    let mut pair = join(states, is_part, are_whole);
    pair.pages = pages;
    pair.documents = both.documents;
    if is_part != [false; 2] && !both.documents {
        let apis = [&mut pair.old.api, &mut pair.new.api].into_iter().flatten();
        apis.for_each(pipeline::keep_methods_of_pages);
    }
    pair
}

/// What a state says something with.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kinds {
    pages: bool,
    documents: bool,
}

impl Kinds {
    fn of(spec: &Spec) -> Self {
        Self {
            pages: !spec.pages.is_empty(),
            documents: !spec.documents.is_empty(),
        }
    }
}

/// What each state is to be read with besides its own files.
fn more(states: &[(Spec, Diagnostics); 2], both: Kinds, routes: &[PathBuf]) -> [Vec<PathBuf>; 2] {
    let [old, new] = states.each_ref().map(|(spec, _)| spec);
    // A capture is compared as a part of the other state.
    let is_captured = [old, new].map(captures::are_all);
    let more = |spec: &Spec, other: &Spec, is_captured: bool| {
        let pages = other.pages.iter().map(|page| page.file);
        let documents = other.documents.iter().map(|document| document.file);
        let needs_routes = both.pages && spec.documents.is_empty();
        let files = pages
            .filter(|_| is_captured)
            .chain(documents.filter(|_| is_captured || needs_routes));
        let files = files.map(|file| other.sources.file(file).path.clone());
        let files: Vec<PathBuf> = files.collect();
        match files.is_empty() && needs_routes {
            true => routes.to_vec(),
            false => files,
        }
    };
    [
        more(old, new, is_captured == [true, false]),
        more(new, old, is_captured == [false, true]),
    ]
}

fn load(paths: &[PathBuf], more: &[PathBuf]) -> (Spec, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let paths: Vec<PathBuf> = paths.iter().chain(more).cloned().collect();
    let spec = source::load(&paths, &mut diagnostics);
    (spec, diagnostics)
}

/// Joins the sources of each state; `is_part` where something of it is left out, `are_whole` where each
/// source can be compared alone as well.
fn join(states: [(Spec, Diagnostics); 2], is_part: [bool; 2], are_whole: bool) -> Comparison {
    let [(mut old, said_of_old), (mut new, said_of_new)] = states;
    let borrows = [borrow_fixups(&new, &mut old), borrow_fixups(&old, &mut new)];
    // What captures lost is made up for only by all there is.
    let are_whole = are_whole && old.captures.is_empty() && new.captures.is_empty();
    let join = |spec: Spec, said: Diagnostics| {
        let per_source = (are_whole && !said.has_errors()).then(|| PerSourceApi::new(&spec));
        let mut of_fixups = Diagnostics::default();
        (
            pipeline::join(spec, said, &mut of_fixups),
            of_fixups,
            per_source,
        )
    };
    let ((mut old, of_old, old_per_source), (mut new, mut of_new, new_per_source)) =
        rayon::join(|| join(old, said_of_old), || join(new, said_of_new));
    // Corrections that a state has from the other one, or that are about what is left out of it, need not fit.
    let [old_fits, new_fits] = [0, 1].map(|side| !borrows[side] && !is_part[side]);
    let mut stale = Diagnostics::default();
    if new_fits {
        add_faults(&mut new, of_new);
    } else {
        let known: HashSet<_> = of_old
            .iter()
            .map(|said| place(said, &old.sources))
            .collect();
        of_new.retain(|said| !known.contains(&place(said, &new.sources)));
        stale = of_new;
    }
    if old_fits {
        add_faults(&mut old, of_old);
    }
    Comparison {
        old,
        new,
        stale,
        pages: false,
        documents: false,
        per_source: old_per_source.zip(new_per_source).map(Into::into),
    }
}

/// Where a correction stands that does not fit.
fn place(said: &Diagnostic, sources: &Sources) -> Option<(PathBuf, u32)> {
    let span = said.labels.first()?.span;
    Some((sources.file(span.file).path.clone(), span.start))
}

/// What is wrong with a state's own corrections is wrong with the state.
fn add_faults(run: &mut Run, said: Diagnostics) {
    run.api = run.api.take().filter(|_| !said.has_errors());
    run.diagnostics.append(said);
}

/// Gives the corrections of one state to another that has none; whether it did.
fn borrow_fixups(from: &Spec, to: &mut Spec) -> bool {
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
