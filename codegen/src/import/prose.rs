//! Prose by subject: what a spec folder says in its own words, and of what.
//!
//! In comes a [`Folder`](super::Folder) that was written by people, out comes the same prose in one that was
//! made from a published docs tree, wherever both have the subject. A subject is known by its place; where
//! that is gone, by what it is: a type that moved to another module keeps its prose.

use std::collections::{HashMap, HashSet};

/// Something that prose can be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// What it is, and where.
    pub(super) name: String,
    /// What it is, wherever it stands.
    pub(super) kin: Option<String>,
}

impl Subject {
    /// The subject at a place.
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kin: None,
        }
    }

    /// The same, also known as `kin`.
    pub(super) fn kin(mut self, kin: Option<String>) -> Self {
        self.kin = kin;
        self
    }
}

/// What has prose: it shows each of its subjects and the text about it.
pub(super) trait Told {
    /// Calls `visit` for every subject; the text may be changed.
    fn visit_prose(&mut self, visit: &mut dyn FnMut(Subject, &mut String));
}

/// A text about a subject.
#[derive(Debug)]
struct Entry {
    subject: Subject,
    text: String,
    used: bool,
}

/// Prose that was in a spec folder.
#[derive(Debug, Default)]
pub(super) struct Prose {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    by_kin: HashMap<String, Vec<usize>>,
}

/// What became of the prose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many subjects have prose.
    pub told: usize,
    /// Prose whose subject is gone: the subject and the text.
    pub dropped: Vec<(String, String)>,
}

impl Prose {
    /// The prose of `folder`.
    pub(super) fn of(folder: &mut impl Told) -> Self {
        let mut prose = Self::default();
        folder.visit_prose(&mut |subject, text| {
            if !text.is_empty() {
                prose.add(subject, std::mem::take(text));
            }
        });
        prose
    }

    fn add(&mut self, subject: Subject, text: String) {
        let index = self.entries.len();
        self.by_name.entry(subject.name.clone()).or_insert(index);
        if let Some(kin) = &subject.kin {
            self.by_kin.entry(kin.clone()).or_default().push(index);
        }
        self.entries.push(Entry {
            subject,
            text,
            used: false,
        });
    }

    /// Puts the prose into `folder` in the place of its own.
    pub(super) fn tell(mut self, folder: &mut impl Told) -> Report {
        let mut known = HashSet::new();
        folder.visit_prose(&mut |subject, text| {
            text.clear();
            known.insert(subject.name);
        });
        let mut report = Report::default();
        folder.visit_prose(&mut |subject, text| {
            if let Some(found) = self.find(&subject, &known) {
                *text = found;
                report.told += 1;
            }
        });
        let unused = self.entries.into_iter().filter(|entry| !entry.used);
        report.dropped = unused
            .map(|entry| (entry.subject.name, entry.text))
            .collect();
        report
    }

    /// The text about a subject; `known` are the names of all subjects that there are now.
    fn find(&mut self, subject: &Subject, known: &HashSet<String>) -> Option<String> {
        if let Some(&index) = self.by_name.get(&subject.name) {
            return Some(self.take(index));
        }
        let kin = self.by_kin.get(subject.kin.as_ref()?)?;
        let moved = |index: &&usize| !known.contains(&self.entries[**index].subject.name);
        let index = kin.iter().copied().find(|index| moved(&index))?;
        let text = self.take(index);
        // What was told of it in several places in the same words is all used now.
        for &other in kin_of(&self.by_kin, subject) {
            let other = &mut self.entries[other];
            other.used |= other.text == text && !known.contains(&other.subject.name);
        }
        Some(text)
    }

    fn take(&mut self, index: usize) -> String {
        let entry = &mut self.entries[index];
        entry.used = true;
        entry.text.clone()
    }
}

fn kin_of<'a>(by_kin: &'a HashMap<String, Vec<usize>>, subject: &Subject) -> &'a [usize] {
    subject
        .kin
        .as_ref()
        .and_then(|kin| by_kin.get(kin))
        .map_or(&[], Vec::as_slice)
}
