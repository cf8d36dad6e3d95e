//! What is told of a comparison: changes with their places, apart from the states they were found in.
//!
//! A [`Report`] is made once and written in many ways: as [`text()`] for terminals, as [`markdown()`] for a
//! pull request, as a [`changelog()`] entry, as JSON (it is [`Serialize`]), as annotations of a [`github()`] job,
//! as [`sarif()`], and as one page of [`html()`].

mod changelog;
mod github;
mod html;
mod markdown;
mod sarif;
mod text;

pub use changelog::changelog;
pub use github::github;
pub use html::html;
pub use markdown::markdown;
pub use sarif::sarif;
pub use text::text;

use super::change::{Change, Level, Place, difference};
use super::rules::{Bump, Rule, Subject, Wire};
use crate::diagnostic::{Sources, Span};
use serde::Serialize;
use std::collections::BTreeMap;

/// The group of changes that reach more than one resource.
const SHARED: &str = "Types shared by several resources";
/// The group of changes that reach none.
const GENERAL: &str = "In general";

/// What has changed from one state to another.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The name of the old state.
    pub from: String,
    /// The name of the new one.
    pub to: String,
    /// What they were compared by: `pages and documents`, or one of them.
    pub compared: &'static str,
    /// The most that a change does to the generated crate; `patch` where nothing has changed.
    pub bump: Bump,
    /// Whether clients in use go on to work.
    pub wire: Wire,
    /// The changes, worst first.
    pub changes: Vec<Entry>,
    /// Changes that are known and waived.
    pub waived: Vec<Waived>,
    /// What is wrong with the waivers; each is a finding.
    pub faults: Vec<WaiverError>,
    /// Where the old state says so, for [`text()`].
    #[serde(skip)]
    sources: [Sources; 2],
}

/// A change.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The rule that it follows.
    pub rule: Rule,
    /// What has changed.
    pub subject: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// Whether clients in use go on to work.
    pub wire: Wire,
    /// What it means for the generated crate.
    pub rust: Bump,
    /// The resource it is about, such as `admin.orders`, or what else it is.
    pub group: String,
    /// The operations that it reaches.
    pub places: Vec<Place>,
    /// Where the old state says so.
    pub before_at: Option<Location>,
    /// Where the new state says so.
    pub after_at: Option<Location>,
    #[serde(skip)]
    spans: [Option<Span>; 2],
}

/// A known change.
#[derive(Clone, Debug, Serialize)]
pub struct Waived {
    /// The change.
    pub change: Entry,
    /// Why it is no finding.
    pub reason: String,
}

/// Something that is wrong with the waivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaiverError {
    /// What.
    pub message: String,
    /// Where the waiver is.
    pub at: Location,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The path as it is shown to people.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

/// A state: what it is called, and its files.
#[derive(Clone, Debug)]
pub struct State {
    /// The name.
    pub name: String,
    /// The files.
    pub sources: Sources,
}

impl Report {
    /// A report of changes from one state to another.
    pub fn new([old, new]: [State; 2], compared: &'static str, changes: Vec<Change>) -> Self {
        let sources = [old.sources, new.sources];
        let changes: Vec<Entry> = (changes.into_iter())
            .map(|change| Entry::new(change, &sources))
            .collect();
        let mut report = Self {
            from: old.name,
            to: new.name,
            compared,
            bump: Bump::Patch,
            wire: Wire::Docs,
            changes,
            waived: Vec::new(),
            faults: Vec::new(),
            sources,
        };
        report.sum_up();
        report
    }

    /// Takes out the changes that there is a reason for, by their positions, and notes what is wrong with waivers.
    pub(super) fn waive(&mut self, reasons: &BTreeMap<usize, String>, faults: Vec<WaiverError>) {
        let changes = std::mem::take(&mut self.changes);
        for (position, change) in changes.into_iter().enumerate() {
            match reasons.get(&position).cloned() {
                Some(reason) => self.waived.push(Waived { change, reason }),
                None => self.changes.push(change),
            }
        }
        self.faults.extend(faults);
        self.sum_up();
    }

    /// The worst level there is, if anything has changed.
    pub fn level(&self) -> Option<Level> {
        self.changes.iter().map(Entry::level).max()
    }

    fn sum_up(&mut self) {
        self.bump = (self.changes.iter().map(|change| change.rust).max()).unwrap_or(Bump::Patch);
        self.wire = (self.changes.iter().map(|change| change.wire).max()).unwrap_or(Wire::Docs);
    }

    /// The changes by group, the group with the worst change first.
    fn groups(&self) -> Vec<(&str, Vec<&Entry>)> {
        let mut groups: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for change in &self.changes {
            groups.entry(&change.group).or_default().push(change);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        // They are worst first in each; groups of the same kind stay in the order of their names.
        groups.sort_by_key(|(_, changes)| {
            std::cmp::Reverse(changes.first().map(|change| change.level()))
        });
        groups
    }

    /// One line on all of it.
    pub fn summary(&self) -> String {
        self.sum(&format!(" from {} to {}", self.from, self.to))
    }

    /// The same below a heading that names the states.
    fn verdict(&self) -> String {
        self.sum("")
    }

    fn sum(&self, states: &str) -> String {
        let count = |level, one: &str, many: &str| {
            let of_level = self.changes.iter().filter(|change| change.level() == level);
            counted(of_level.count(), one, many)
        };
        let mut others = String::new();
        if !self.waived.is_empty() {
            others += &format!(", {} waived", self.waived.len());
        }
        if !self.faults.is_empty() {
            others += &format!(
                ", {} in the waivers",
                counted(self.faults.len(), "fault", "faults")
            );
        }
        if self.changes.is_empty() {
            return format!("no drift{states}{others}");
        }
        format!(
            "{}{states}: {}, {}, {}, {}{others}; next version: {}",
            counted(self.changes.len(), "change", "changes"),
            count(Level::Wire, "breaks calls", "break calls"),
            count(Level::Major, "more breaks programs", "more break programs"),
            count(Level::Minor, "adds to Rust", "add to Rust"),
            count(Level::Any, "other", "others"),
            self.bump.as_str(),
        )
    }
}

/// `1 change`, `2 changes`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Entry {
    fn new(change: Change, sources: &[Sources; 2]) -> Self {
        let location = |side: usize, span: Option<Span>| {
            span.map(|span| {
                let position = sources[side].position(span);
                Location {
                    file: sources[side].file(span.file).path.display().to_string(),
                    line: position.line,
                    column: position.column,
                }
            })
        };
        Self {
            rule: change.rule,
            group: group(&change),
            before_at: location(0, change.before_at),
            after_at: location(1, change.after_at),
            spans: [change.before_at, change.after_at],
            subject: change.subject,
            before: change.before,
            after: change.after,
            wire: change.wire,
            rust: change.bump,
            places: change.places,
        }
    }

    /// How bad it is.
    pub fn level(&self) -> Level {
        Level::of(self.wire, self.rust)
    }

    /// What it was and what it is: `string → integer`, or the one there is.
    fn difference(&self) -> String {
        difference(&self.before, &self.after)
    }

    /// The places that the subject does not name itself.
    fn reached(&self) -> Vec<&Place> {
        let is_named = |place: &Place| {
            let rest = self.subject.strip_prefix(&place.operation);
            place.path.is_empty() && rest.is_some_and(|rest| !rest.starts_with('/'))
        };
        let places = self.places.iter();
        places.filter(|place| !is_named(place)).collect()
    }

    /// The first place, and how many more there are.
    fn reach(&self) -> String {
        let places = self.reached();
        let Some(first) = places.first() else {
            return String::new();
        };
        let mut text = first.operation.clone();
        if !first.path.is_empty() {
            text += &format!(" {}", first.path);
        }
        match places.len() - 1 {
            0 => {}
            1 => text += " and 1 more",
            more => text += &format!(" and {more} more"),
        }
        text
    }

    /// Where it is best shown: in the new state, or else in the old one.
    fn location(&self) -> Option<&Location> {
        self.after_at.as_ref().or(self.before_at.as_ref())
    }
}

/// The resource that a change is about.
fn group(change: &Change) -> String {
    let mut resources: Vec<&str> = change
        .places
        .iter()
        .map(|place| place.resource.as_str())
        .collect();
    resources.sort_unstable();
    resources.dedup();
    match resources.as_slice() {
        [] if change.rule.subject == Subject::Resource => change.subject.clone(),
        [] => GENERAL.to_owned(),
        [only] => (*only).to_owned(),
        _ => SHARED.to_owned(),
    }
}
