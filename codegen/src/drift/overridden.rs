//! Changes in one of the two sources without effect on the API, since the other source takes precedence.
//!
//! Each source is also compared alone. Changes that the comparison of both together lacks are reported under one rule,
//! which has no verdict on clients or programs: it reports that the sources diverge, or agree again.

use super::change::{Change, Options};
use super::compare::compare;
use super::rules::{Aspect, ChangeKind, Rule, Subject};
use crate::diagnostic::Span;
use crate::ir::{Api, LeftOut, LeftOutReason, Source};
use crate::pipeline::PerSourceApi;
use indexmap::IndexMap;
use std::collections::HashSet;

/// The rule that all of these follow.
fn overridden() -> Rule {
    Subject::Source.rule(Aspect::Itself, ChangeKind::Overridden)
}

/// The changes of one source that are not among the `known` changes of both together. A known change shows its place
/// in the source that has changed, if only one has.
pub(super) fn changes(
    [old, new]: [&PerSourceApi; 2],
    known: &mut [Change],
    options: Options,
) -> Vec<Change> {
    let (pages, documents) = rayon::join(
        || compare(&old.pages, &new.pages, options),
        || compare(&old.documents, &new.documents, options),
    );
    let changed = [&pages, &documents].map(|changes| Changed::new(changes));
    for change in known.iter_mut() {
        match changed.each_ref().map(|changed| changed.contains(change)) {
            [true, false] => change.show(Source::Pages),
            [false, true] => change.show(Source::OpenApi),
            _ => {}
        }
    }
    let known = Known::new(known);
    let lacking = |source, changes: Vec<Change>| {
        let changes = changes.into_iter().filter(|change| known.lacks(change));
        reported(source, changes)
    };
    let mut found = lacking(Source::Pages, pages);
    found.extend(lacking(Source::OpenApi, documents));
    found
}

/// The subjects and places of the changes of one source.
struct Changed<'c> {
    subjects: HashSet<&'c str>,
    places: HashSet<(&'c str, &'c str, &'c str)>,
}

impl<'c> Changed<'c> {
    fn new(changes: &'c [Change]) -> Self {
        Self {
            subjects: changes
                .iter()
                .map(|change| change.subject.as_str())
                .collect(),
            places: changes.iter().flat_map(named_places).collect(),
        }
    }

    fn contains(&self, change: &Change) -> bool {
        self.subjects.contains(change.subject.as_str())
            || named_places(change).any(|place| self.places.contains(&place))
    }
}

/// The places of a change with the last part of its subject, which is empty for a whole type.
fn named_places(change: &Change) -> impl Iterator<Item = (&str, &str, &str)> {
    let name = (change.subject.rsplit_once(['.', '?', '@'])).map_or("", |(_, name)| name);
    (change.places.iter()).map(move |place| (name, place.operation.as_str(), place.path.as_str()))
}

/// The added and removed methods on pages without an operation: these are not part of the API.
pub(super) fn unjoined(old: &Api, new: &Api) -> Vec<Change> {
    let among = |all: &[LeftOut], one: &LeftOut| all.iter().any(|other| other.what == one.what);
    let add = |method: &LeftOut, change, [before_at, after_at]: [Option<Span>; 2]| {
        let rule = Subject::Method.rule(Aspect::Itself, change);
        Change {
            after: Some(format!("only in the pages: {rule} ({})", method.reason)),
            before_at,
            after_at,
            ..Change::new(overridden(), &method.what)
        }
    };
    let is_unjoined = |left_out: &&LeftOut| left_out.reason == LeftOutReason::NoOperation;
    let removed = (old.left_out.iter().filter(is_unjoined))
        .filter(|method| !among(&new.left_out, method))
        .map(|method| add(method, ChangeKind::Removed, [method.at, None]));
    let added = (new.left_out.iter().filter(is_unjoined))
        .filter(|method| !among(&old.left_out, method))
        .map(|method| add(method, ChangeKind::Added, [None, method.at]));
    removed.chain(added).collect()
}

/// One change for each subject and generalized rule, in whichever directions its values are sent.
fn reported(source: Source, changes: impl Iterator<Item = Change>) -> Vec<Change> {
    let mut reported: IndexMap<_, (Vec<String>, Change)> = IndexMap::new();
    for change in changes {
        let key = (
            change.rule.generalized(),
            change.subject.clone(),
            change.before.clone(),
            change.after.clone(),
        );
        let (rules, known) = reported
            .entry(key)
            .or_insert_with(|| (Vec::new(), change.clone()));
        rules.push(change.rule.id());
        known.places.extend(change.places);
    }
    let name = match source {
        Source::OpenApi => "OpenAPI",
        Source::Pages | Source::Fixup => "the pages",
    };
    (reported.into_values())
        .map(|(rules, mut change)| {
            change.places.sort();
            change.places.dedup();
            let text = format!("only in {name}: {}", rules.join(", "));
            let difference = change.difference();
            let rule = overridden();
            Change {
                rule,
                before: None,
                after: Some(match difference.is_empty() {
                    true => text,
                    false => format!("{text} ({difference})"),
                }),
                wire: rule.wire(),
                bump: rule.bump(),
                ..change
            }
        })
        .collect()
}

/// The changes of both sources together. A type may have another name in one source alone, so the places that a
/// change reaches count as well.
struct Known {
    subjects: HashSet<BySubject>,
    places: HashSet<ByPlace>,
}

/// The generalized rule, the value where one subject has several, and the subject.
type BySubject = (Rule, String, String);
/// The same with the last part of the subject, an operation, and a path.
type ByPlace = (Rule, String, [String; 3]);

impl Known {
    fn new(changes: &[Change]) -> Self {
        Self {
            subjects: changes.iter().map(by_subject).collect(),
            places: changes.iter().flat_map(by_place).collect(),
        }
    }

    /// Whether a change is missing here. The Rust of a change depends on the whole API, so it is not compared.
    fn lacks(&self, change: &Change) -> bool {
        let is_of_rust = change.rule.subject == Subject::Rust
            || change.rule == Subject::Type.rule(Aspect::Itself, ChangeKind::Renamed);
        !is_of_rust
            && !self.subjects.contains(&by_subject(change))
            && !by_place(change).any(|place| self.places.contains(&place))
    }
}

fn by_subject(change: &Change) -> BySubject {
    (
        change.rule.generalized(),
        value(change),
        change.subject.clone(),
    )
}

fn by_place(change: &Change) -> impl Iterator<Item = ByPlace> {
    let (rule, value) = (change.rule.generalized(), value(change));
    named_places(change).map(move |(name, operation, path)| {
        let place = [name, operation, path].map(str::to_owned);
        (rule, value.clone(), place)
    })
}

/// The value that has changed, where one subject has several.
fn value(change: &Change) -> String {
    match change.rule.is_repeatable() {
        true => change.difference(),
        false => String::new(),
    }
}
