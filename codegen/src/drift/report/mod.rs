//! The report on a comparison: changes with their places, independent of the states that were compared.
//!
//! A [`Report`] has many formats: as [`text()`] for terminals, as [`markdown()`] for a
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
use crate::emit::printable;
use serde::Serialize;
use std::collections::BTreeMap;

/// The group of changes that reach more than one resource.
const SHARED: &str = "Types shared by several resources";
/// The group of changes that reach none.
const GENERAL: &str = "In general";

/// The changes from one state to another.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The name of the old state.
    pub from: String,
    /// The name of the new one.
    pub to: String,
    /// The sources that were compared: `pages and documents`, or one of them.
    pub compared: &'static str,
    /// The largest effect on the generated crate; `patch` if nothing has changed.
    pub bump: Bump,
    /// The effect on clients in use.
    pub wire: Wire,
    /// The changes, the most severe first.
    pub changes: Vec<Entry>,
    /// Known changes, which a waiver accepts.
    pub waived: Vec<Waived>,
    /// The errors in the waivers; each is a finding.
    pub faults: Vec<WaiverError>,
    /// The files of both states, for [`text()`].
    #[serde(skip)]
    sources: [Sources; 2],
}

/// A change.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The rule.
    pub rule: Rule,
    /// The part that has changed.
    pub subject: String,
    /// The old value.
    pub before: Option<String>,
    /// The new value.
    pub after: Option<String>,
    /// The effect on clients in use.
    pub wire: Wire,
    /// The effect on the generated crate.
    pub rust: Bump,
    /// The resource that it belongs to, such as `admin.orders`, or the title of another group.
    pub group: String,
    /// The operations that it reaches.
    pub places: Vec<Place>,
    /// The place in the old state's documentation.
    pub before_at: Option<Location>,
    /// The place in the new state's documentation.
    pub after_at: Option<Location>,
    #[serde(skip)]
    spans: [Option<Span>; 2],
}

/// A known change.
#[derive(Clone, Debug, Serialize)]
pub struct Waived {
    /// The change.
    pub change: Entry,
    /// The reason in the waiver.
    pub reason: String,
}

/// An error in the waivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaiverError {
    /// The message.
    pub message: String,
    /// The place of the waiver.
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

/// A state: its name and its files.
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

    /// Moves the changes with a reason, by their positions, to the waived ones, and adds errors in the waivers.
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

    /// The most severe level, if anything has changed.
    pub fn level(&self) -> Option<Level> {
        self.changes.iter().map(Entry::level).max()
    }

    fn sum_up(&mut self) {
        self.bump = (self.changes.iter().map(|change| change.rust).max()).unwrap_or(Bump::Patch);
        self.wire = (self.changes.iter().map(|change| change.wire).max()).unwrap_or(Wire::Docs);
    }

    /// The changes by group, the group with the most severe change first.
    fn groups(&self) -> Vec<(&str, Vec<&Entry>)> {
        let mut groups: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for change in &self.changes {
            groups.entry(&change.group).or_default().push(change);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        // The first change of a group is the most severe; groups of the same level are sorted by name.
        groups.sort_by_key(|(_, changes)| {
            std::cmp::Reverse(changes.first().map(|change| change.level()))
        });
        groups
    }

    /// The report in one line.
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
                counted(self.faults.len(), "error", "errors")
            );
        }
        if self.changes.is_empty() {
            return format!("no drift{states}{others}");
        }
        format!(
            "{}{states}: {}, {}, {}, {}{others}; next version: {}",
            counted(self.changes.len(), "change", "changes"),
            count(Level::Wire, "wire-breaking", "wire-breaking"),
            count(Level::Major, "source-breaking", "source-breaking"),
            count(Level::Minor, "addition", "additions"),
            count(Level::Any, "other", "other"),
            self.bump.as_str(),
        )
    }
}

/// `1 change`, `2 changes`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Entry {
    /// The texts of a change come from outside: every format receives them without control characters.
    fn new(change: Change, sources: &[Sources; 2]) -> Self {
        let place = |place: &Place| Place {
            method: printable(&place.method),
            operation: printable(&place.operation),
            path: printable(&place.path),
            resource: printable(&place.resource),
        };
        let texts = |text: Option<String>| text.as_deref().map(printable);
        let location = |side: usize, span: Option<Span>| {
            span.map(|span| {
                let position = sources[side].position(span);
                Location {
                    file: printable(&sources[side].file(span.file).path.to_string_lossy()),
                    line: position.line,
                    column: position.column,
                }
            })
        };
        Self {
            rule: change.rule,
            group: printable(&group(&change)),
            before_at: location(0, change.before_at),
            after_at: location(1, change.after_at),
            spans: [change.before_at, change.after_at],
            subject: printable(&change.subject),
            before: texts(change.before),
            after: texts(change.after),
            wire: change.wire,
            rust: change.bump,
            places: change.places.iter().map(place).collect(),
        }
    }

    /// The severity.
    pub fn level(&self) -> Level {
        Level::of(self.wire, self.rust)
    }

    /// The old and the new value as one text: `string → integer`, or the only value.
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

    /// The place to show: that in the new state, or else that in the old one.
    fn location(&self) -> Option<&Location> {
        self.after_at.as_ref().or(self.before_at.as_ref())
    }
}

/// The resource that a change belongs to.
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
