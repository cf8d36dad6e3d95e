//! What only one of the two sources says otherwise, while the other decides.
//!
//! Where pages and documents disagree, a rule decides, and a change in the one that gives way leaves the API as
//! it was. So each source is also compared alone; what the comparison of both lacks is told under one
//! rule, which is no verdict on clients or programs: it says that the sources have come apart, or together.

use super::rules::Rule;
use super::{Change, Options, compare};
use crate::diagnostic::{Diagnostics, Span};
use crate::ir::{Api, JoinKey, LeftOut, Method, Source};
use crate::merge::UNJOINED;
use crate::source::Spec;
use crate::source::openapi::{Document, Place};
use crate::{fixup, merge};
use indexmap::IndexMap;
use std::collections::HashSet;
use std::mem;

/// What each source of a state says alone.
#[derive(Debug)]
pub(super) struct Alone {
    pages: Api,
    documents: Api,
}

impl Alone {
    pub(super) fn new(spec: &mut Spec) -> Self {
        let pages = mem::take(&mut spec.pages);
        let documents = merged(spec);
        spec.pages = pages;
        let whole = spec.documents.clone();
        keep_routes(&mut spec.documents);
        let mut pages = merged(spec);
        keep_methods_of_pages(&mut pages);
        spec.documents = whole;
        Self { pages, documents }
    }
}

/// Leaves nothing of documents but where operations are: without these, pages lead nowhere.
pub fn keep_routes(documents: &mut [Document]) {
    for document in documents {
        document.schemas.clear();
        for operation in &mut document.operations {
            operation.body = None;
            operation
                .parameters
                .retain(|parameter| parameter.place == Place::Path);
            for response in &mut operation.responses {
                response.content.clear();
            }
        }
    }
}

/// Leaves no methods that were made of routes because no page has them.
pub(super) fn keep_methods_of_pages(api: &mut Api) {
    for resource in &mut api.resources {
        let is_of_page = |method: &Method| method.join != JoinKey::OperationOnly;
        resource.methods.retain(is_of_page);
    }
}

/// What is said of a source alone, and of corrections that do not fit it, is said of both together.
fn merged(spec: &Spec) -> Api {
    let mut said = Diagnostics::default();
    let mut api = merge::merge(spec, &mut said);
    fixup::apply(&spec.fixups, &mut api, &mut said);
    merge::prune(&mut api);
    api
}

/// What has changed in one source and is not among the changes of both. Those get their places: in the source that
/// has changed, if it is one.
pub(super) fn changes(
    [old, new]: [&Alone; 2],
    known: &mut [Change],
    options: Options,
) -> Vec<Change> {
    let (pages, documents) = rayon::join(
        || compare(&old.pages, &new.pages, options),
        || compare(&old.documents, &new.documents, options),
    );
    let said = [&pages, &documents].map(|changes| Said::new(changes));
    for change in known.iter_mut() {
        match said.each_ref().map(|said| said.is_about(change)) {
            [true, false] => change.show(Source::Pages),
            [false, true] => change.show(Source::OpenApi),
            _ => {}
        }
    }
    let known = Known::new(known);
    let lacking = |source, changes: Vec<Change>| {
        let changes = changes.into_iter().filter(|change| known.lacks(change));
        told(source, changes)
    };
    let mut found = lacking(Source::Pages, pages);
    found.extend(lacking(Source::OpenApi, documents));
    found
}

/// What the changes of one source are about.
struct Said<'c> {
    subjects: HashSet<&'c str>,
    places: HashSet<(&'c str, &'c str, &'c str)>,
}

impl<'c> Said<'c> {
    fn new(changes: &'c [Change]) -> Self {
        Self {
            subjects: changes
                .iter()
                .map(|change| change.subject.as_str())
                .collect(),
            places: changes.iter().flat_map(named_places).collect(),
        }
    }

    fn is_about(&self, change: &Change) -> bool {
        self.subjects.contains(change.subject.as_str())
            || named_places(change).any(|place| self.places.contains(&place))
    }
}

/// The places of a change with the last part of its subject; empty where that is a whole type.
fn named_places(change: &Change) -> impl Iterator<Item = (&str, &str, &str)> {
    let name = (change.subject.rsplit_once(['.', '?', '@'])).map_or("", |(_, name)| name);
    (change.places.iter()).map(move |place| (name, place.operation.as_str(), place.path.as_str()))
}

/// The methods on pages that are new or gone, and that no operation is or was found for: they are no part of
/// the API.
pub(super) fn unjoined(old: &Api, new: &Api) -> Vec<Change> {
    let among = |all: &[LeftOut], one: &LeftOut| all.iter().any(|other| other.what == one.what);
    let note = |method: &LeftOut, rule: Rule, [before_at, after_at]: [Option<Span>; 2]| Change {
        rule: Rule::SourceOutvoted,
        subject: method.what.clone(),
        before: None,
        after: Some(format!("only in the pages: {rule} ({})", method.reason)),
        wire: Rule::SourceOutvoted.wire(),
        bump: Rule::SourceOutvoted.bump(),
        places: Vec::new(),
        before_at,
        after_at,
        origins: Default::default(),
    };
    let is_unjoined = |left_out: &&LeftOut| left_out.reason == UNJOINED;
    let removed = (old.left_out.iter().filter(is_unjoined))
        .filter(|method| !among(&new.left_out, method))
        .map(|method| note(method, Rule::MethodRemoved, [method.at, None]));
    let added = (new.left_out.iter().filter(is_unjoined))
        .filter(|method| !among(&old.left_out, method))
        .map(|method| note(method, Rule::MethodAdded, [None, method.at]));
    removed.chain(added).collect()
}

/// One change for each subject and aspect, whichever way its values go.
fn told(source: Source, changes: impl Iterator<Item = Change>) -> Vec<Change> {
    let mut told: IndexMap<_, (Vec<Rule>, Change)> = IndexMap::new();
    for change in changes {
        let key = (
            aspect(change.rule),
            change.subject.clone(),
            change.before.clone(),
            change.after.clone(),
        );
        let (rules, known) = told
            .entry(key)
            .or_insert_with(|| (Vec::new(), change.clone()));
        rules.push(change.rule);
        known.places.extend(change.places);
    }
    let name = match source {
        Source::OpenApi => "OpenAPI",
        Source::Pages | Source::Fixup => "the pages",
    };
    (told.into_values())
        .map(|(rules, mut change)| {
            change.places.sort();
            change.places.dedup();
            let rules: Vec<&str> = rules.into_iter().map(Rule::id).collect();
            let said = format!("only in {name}: {}", rules.join(", "));
            let difference = change.difference();
            Change {
                rule: Rule::SourceOutvoted,
                before: None,
                after: Some(match difference.is_empty() {
                    true => said,
                    false => format!("{said} ({difference})"),
                }),
                wire: Rule::SourceOutvoted.wire(),
                bump: Rule::SourceOutvoted.bump(),
                ..change
            }
        })
        .collect()
}

/// What is known of both sources together. A type may have another name in one of them alone, so the
/// places that a change reaches count as well.
struct Known {
    subjects: HashSet<(String, String, String)>,
    places: HashSet<(String, String, String, String)>,
}

impl Known {
    fn new(changes: &[Change]) -> Self {
        Self {
            subjects: changes.iter().map(by_subject).collect(),
            places: changes.iter().flat_map(by_place).collect(),
        }
    }

    fn lacks(&self, change: &Change) -> bool {
        !is_of_rust(change.rule)
            && !self.subjects.contains(&by_subject(change))
            && !by_place(change).any(|place| self.places.contains(&place))
    }
}

fn by_subject(change: &Change) -> (String, String, String) {
    (aspect(change.rule), change.subject.clone(), value(change))
}

fn by_place(change: &Change) -> impl Iterator<Item = (String, String, String, String)> {
    let what = format!("{} {}", aspect(change.rule), value(change));
    named_places(change).map(move |(name, operation, path)| {
        let [name, operation, path] = [name, operation, path].map(str::to_owned);
        (what.clone(), name, operation, path)
    })
}

/// Which of several things of a subject has changed, where it may have several.
fn value(change: &Change) -> String {
    let has_values = ["enum-value.", "variant.", "auth-scheme.", "error."];
    match has_values
        .iter()
        .any(|what| change.rule.id().contains(what))
    {
        true => change.difference(),
        false => String::new(),
    }
}

/// What a rule is about, whichever way values go. How much of a type has changed, and whether something was
/// insisted on, may differ from source to source.
fn aspect(rule: Rule) -> String {
    let id = rule.id();
    let what = (id
        .strip_prefix("request.")
        .or_else(|| id.strip_prefix("response.")))
    .unwrap_or(id);
    what.replace("required-", "")
        .replace("type.narrowed", "type.changed")
        .replace("type.widened", "type.changed")
}

/// What follows in Rust hangs on all there is.
fn is_of_rust(rule: Rule) -> bool {
    rule == Rule::TypeRenamed || rule.id().starts_with("rust.")
}
