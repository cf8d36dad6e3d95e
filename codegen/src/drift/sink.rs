//! The results of a comparison while it runs: changes, and the pairs of types that were reached with their usage sites.

use super::change::{Change, Options};
use super::rules::{Aspect, ChangeKind, Direction, Rule, Subject};
use crate::ir::{Origin, TypeId};
use indexmap::IndexMap;
use std::collections::HashSet;

/// A type of the old state and its counterpart in the new one, with the direction in which they are sent.
pub(super) type TypePair = (TypeId, TypeId, Direction);

/// The part of the API that a change or a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum UsageSite {
    /// A pair of types, by its position.
    Types(usize),
    /// A pair of operations, by its position.
    Operation(usize),
    /// An operation of the old state without a counterpart.
    Removed(usize),
    /// An operation of the new state without a counterpart.
    Added(usize),
    /// No operation: a resource.
    Nowhere,
}

/// The pairs of types that were reached, in the order in which they were reached.
#[derive(Debug, Default)]
pub(super) struct TypePairs {
    /// Each pair with the sites that use it, and the label at each site.
    sites: IndexMap<TypePair, Vec<(UsageSite, String)>>,
    /// The pairs without direction.
    known: HashSet<(TypeId, TypeId)>,
}

impl TypePairs {
    /// The pair at a position.
    pub(super) fn get(&self, index: usize) -> Option<TypePair> {
        self.sites.get_index(index).map(|(pair, _)| *pair)
    }

    /// The sites that use the pair at a position.
    pub(super) fn sites(&self, index: usize) -> &[(UsageSite, String)] {
        self.sites.get_index(index).map_or(&[], |(_, sites)| sites)
    }

    pub(super) fn contains(&self, pair: TypePair) -> bool {
        self.sites.contains_key(&pair)
    }

    /// Whether a type was reached as the counterpart of another, in either direction.
    pub(super) fn are_counterparts(&self, old: TypeId, new: TypeId) -> bool {
        self.known.contains(&(old, new))
    }

    fn add(&mut self, pair: TypePair, site: UsageSite, label: &str) {
        self.known.insert((pair.0, pair.1));
        let sites = self.sites.entry(pair).or_default();
        if !(sites.iter()).any(|(known, name)| *known == site && name == label) {
            sites.push((site, label.to_owned()));
        }
    }
}

/// A change whose places are not known yet.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) change: Change,
    pub(super) site: UsageSite,
}

/// Takes up changes and pairs of types.
#[derive(Debug, Default)]
pub(super) struct ChangeSink {
    options: Options,
    types: TypePairs,
    found: Vec<Found>,
    /// The fields of bodies that an operation takes in another part of the request, by their names.
    moved: HashSet<(UsageSite, String)>,
}

impl ChangeSink {
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    pub(super) fn types(&self) -> &TypePairs {
        &self.types
    }

    pub(super) fn found(&self) -> &[Found] {
        &self.found
    }

    pub(super) fn into_found(self) -> (Vec<Found>, TypePairs) {
        (self.found, self.types)
    }

    /// Adds a pair of types that a site uses.
    pub(super) fn reach(&mut self, pair: TypePair, site: UsageSite, label: &str) {
        self.types.add(pair, site, label);
    }

    /// Adds fields of a body that an operation takes in another part of the request.
    pub(super) fn add_moved(&mut self, site: UsageSite, names: Vec<String>) {
        self.moved
            .extend(names.into_iter().map(|name| (site, name)));
    }

    /// Whether a field of a pair of types is reported as moved by all operations that send the pair.
    pub(super) fn is_moved(&self, index: usize, field: &str) -> bool {
        let is_moved = |site: UsageSite| self.moved.contains(&(site, field.to_owned()));
        let is_request = |(_, _, direction)| direction == Direction::Request;
        self.types.get(index).is_some_and(is_request)
            && (self.types.sites(index).iter()).all(|(site, _)| is_moved(*site))
    }

    /// Adds a change with the verdicts of its rule.
    pub(super) fn add(
        &mut self,
        rule: Rule,
        subject: impl Into<String>,
        site: UsageSite,
    ) -> &mut Change {
        let change = Change::new(rule, subject.into());
        self.found.push(Found { change, site });
        let last = self.found.len() - 1;
        &mut self.found[last].change
    }

    /// Adds a difference between two descriptions, if descriptions are compared.
    pub(super) fn descriptions(
        &mut self,
        subject: &str,
        site: UsageSite,
        texts: [&str; 2],
        origins: [&[Origin]; 2],
    ) {
        let [before, after] =
            texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let change = ChangeKind::of_values(
            [&before, &after].map(|text| !text.is_empty()),
            before == after,
        );
        if let Some(change) = change.filter(|_| self.options.descriptions) {
            let rule = Subject::Description.rule(Aspect::Itself, change);
            self.add(rule, subject, site)
                .texts(before, after)
                .at(origins);
        }
    }

    /// Adds the begin or end of a deprecation; `rule` is the rule for its begin.
    pub(super) fn deprecation(
        &mut self,
        rule: Rule,
        subject: &str,
        site: UsageSite,
        is_deprecated: [bool; 2],
        origins: [&[Origin]; 2],
    ) {
        if let Some(change) = ChangeKind::of_presence(is_deprecated) {
            self.add(Rule { change, ..rule }, subject, site).at(origins);
        }
    }

    /// Adds a difference between two feature flags; `rule` is the rule for a flag that is needed now.
    pub(super) fn feature_flag(
        &mut self,
        rule: Rule,
        subject: &str,
        site: UsageSite,
        [old, new]: [&Option<String>; 2],
        origins: [&[Origin]; 2],
    ) -> Option<&mut Change> {
        let change = match new {
            _ if old == new => return None,
            Some(_) => ChangeKind::Added,
            None => ChangeKind::Removed,
        };
        let [before, after] = [old, new].map(|flag| flag.clone().unwrap_or_default());
        let change = self.add(Rule { change, ..rule }, subject, site);
        Some(change.texts(before, after).at(origins))
    }
}
