//! What is found on the way through both states: pairs of types, how they are reached, and changes.

use super::change::{Change, Place};
use super::operations::Pairs;
use super::rules::{Bump, Direction, Rule, Wire};
use super::side::{Side, place};
use super::{Options, reach};
use crate::ir::{Api, Origin, TypeId};
use indexmap::IndexMap;
use std::collections::HashSet;

/// A type of the old state and its counterpart in the new one, on their way in one direction.
pub(super) type Key = (TypeId, TypeId, Direction);

/// What a change or a type is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Holder {
    /// A pair of types.
    Types(usize),
    /// A pair of operations.
    Operation(usize),
    /// An operation of the old state that has no counterpart.
    Removed(usize),
    /// An operation of the new state that has none.
    Added(usize),
    /// Nothing that can be reached: a resource.
    Nothing,
}

/// A pair of types that was reached.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// What it is part of, and under which name.
    pub(super) holders: Vec<(Holder, String)>,
}

/// A change whose places are not known yet.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) change: Change,
    pub(super) holder: Holder,
}

pub(super) struct Walk<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    pub(super) options: Options,
    pub(super) nodes: IndexMap<Key, Node>,
    pub(super) found: Vec<Found>,
    /// The pairs of types, whatever their direction.
    pub(super) pairs: HashSet<(TypeId, TypeId)>,
    /// The fields of bodies that an operation takes in another part of the request, by their names.
    pub(super) moved: HashSet<(Holder, String)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api, options: Options) -> Self {
        let (old, new) = rayon::join(|| Side::new(old), || Side::new(new));
        Self {
            old,
            new,
            options,
            nodes: IndexMap::new(),
            found: Vec::new(),
            pairs: HashSet::new(),
            moved: HashSet::new(),
        }
    }

    /// Notes that a pair of types is part of something.
    pub(super) fn reach(&mut self, key: Key, holder: Holder, label: &str) {
        self.pairs.insert((key.0, key.1));
        let node = self.nodes.entry(key).or_default();
        if !(node.holders.iter()).any(|(known, name)| *known == holder && name == label) {
            node.holders.push((holder, label.to_owned()));
        }
    }

    /// Whether it is told of all operations that take a pair of types that they take a field elsewhere.
    pub(super) fn is_told_as_moved(&self, holder: Holder, field: &str) -> bool {
        let Holder::Types(index) = holder else {
            return false;
        };
        let is_moved = |holder: Holder| self.moved.contains(&(holder, field.to_owned()));
        (self.nodes.get_index(index)).is_some_and(|((_, _, direction), node)| {
            *direction == Direction::Request
                && node.holders.iter().all(|(holder, _)| is_moved(*holder))
        })
    }

    /// Notes a change; what it does to Rust is what its rule says, until that is found out.
    pub(super) fn note(
        &mut self,
        rule: Rule,
        subject: impl Into<String>,
        holder: Holder,
    ) -> &mut Change {
        self.found.push(Found {
            change: Change {
                rule,
                subject: subject.into(),
                before: None,
                after: None,
                wire: rule.wire(),
                bump: rule.bump(),
                places: Vec::new(),
                before_at: None,
                after_at: None,
                origins: Default::default(),
            },
            holder,
        });
        let last = self.found.len() - 1;
        &mut self.found[last].change
    }

    /// Compares what is said about something, if that counts.
    pub(super) fn descriptions(
        &mut self,
        subject: &str,
        holder: Holder,
        texts: [&str; 2],
        origins: [&[Origin]; 2],
    ) {
        let [before, after] =
            texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        if !self.options.descriptions || before == after {
            return;
        }
        let rule = match (before.is_empty(), after.is_empty()) {
            (true, _) => Rule::DescriptionAdded,
            (_, true) => Rule::DescriptionRemoved,
            _ => Rule::DescriptionChanged,
        };
        self.note(rule, subject, holder)
            .texts(before, after)
            .at(origins);
    }

    /// Compares notes of deprecation.
    pub(super) fn deprecation(
        &mut self,
        rules: [Rule; 2],
        subject: &str,
        holder: Holder,
        is_deprecated: [bool; 2],
        origins: [&[Origin]; 2],
    ) {
        let rule = match is_deprecated {
            [false, true] => rules[0],
            [true, false] => rules[1],
            _ => return,
        };
        self.note(rule, subject, holder).at(origins);
    }

    /// The changes with their places, each once, worst first.
    pub(super) fn finish(self, pairs: &Pairs) -> Vec<Change> {
        let places = reach::places(&self, pairs);
        let mut merged: IndexMap<_, Change> = IndexMap::new();
        for (found, places) in self.found.into_iter().zip(places) {
            let change = found.change;
            let key = (
                change.rule,
                change.subject.clone(),
                change.before.clone(),
                change.after.clone(),
            );
            let known = merged.entry(key).or_insert_with(|| change.clone());
            known.wire = known.wire.max(change.wire);
            known.bump = known.bump.max(change.bump);
            known.places.extend(places);
        }
        let mut changes: Vec<Change> = merged.into_values().collect();
        for change in &mut changes {
            // The shortest way to each method is kept.
            let key = |place: &Place| {
                let Place {
                    resource,
                    method,
                    operation,
                    path,
                } = place.clone();
                (resource, method, operation, path.len(), path)
            };
            change.places.sort_by_cached_key(key);
            change
                .places
                .dedup_by(|a, b| a.operation == b.operation && a.method == b.method);
        }
        changes.sort_by(|a, b| {
            let key = |change: &Change| {
                (
                    std::cmp::Reverse(change.level()),
                    std::cmp::Reverse(change.bump),
                    change.rule,
                )
            };
            (key(a), &a.subject).cmp(&(key(b), &b.subject))
        });
        changes
    }
}

impl Change {
    pub(super) fn texts(
        &mut self,
        before: impl Into<String>,
        after: impl Into<String>,
    ) -> &mut Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        self.before = some(before.into());
        self.after = some(after.into());
        self
    }

    pub(super) fn at(&mut self, origins: [&[Origin]; 2]) -> &mut Self {
        [self.before_at, self.after_at] = origins.map(place);
        self.origins = origins.map(<[Origin]>::to_vec);
        self
    }

    pub(super) fn bump(&mut self, bump: Bump) -> &mut Self {
        self.bump = bump;
        self
    }

    pub(super) fn wire(&mut self, wire: Wire) -> &mut Self {
        self.wire = wire;
        self
    }
}
