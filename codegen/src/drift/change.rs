//! One change: what, whom it breaks, and what it reaches.

use super::rules::{Bump, Rule, Wire};
use crate::diagnostic::Span;
use crate::ir::{Origin, Source};
use serde::Serialize;

/// One change between two states of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change.
    pub rule: Rule,
    /// What has changed: `GET /store/orders`, `GET /store/orders?limit`, `Order`, `Order.email`,
    /// `customers.listOrders`.
    pub subject: String,
    /// What it was, where that is more than being there.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// Whether clients in use go on to work.
    pub wire: Wire,
    /// What it means for the generated crate.
    pub bump: Bump,
    /// The operations that it reaches.
    pub places: Vec<Place>,
    /// Where the old state says so.
    pub before_at: Option<Span>,
    /// Where the new state says so.
    pub after_at: Option<Span>,
    /// All places where either state speaks of it.
    pub(super) origins: [Vec<Origin>; 2],
}

/// Where a change reaches an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The property path of the resource, such as `admin.orders`.
    pub resource: String,
    /// The method, such as `admin.orders.list`.
    pub method: String,
    /// The operation, such as `GET /admin/orders`.
    pub operation: String,
    /// The way to the change, such as `response.orders[].items[]`; empty for the operation itself.
    pub path: String,
}

impl Change {
    /// How bad it is, for `--fail-on`: a broken client is worse than a program that no longer compiles.
    pub fn level(&self) -> Level {
        Level::of(self.wire, self.bump)
    }

    /// Shows where one source speaks of it, if it does.
    pub(super) fn show(&mut self, source: Source) {
        let [before, after] = self.origins.each_ref().map(|origins| {
            let mut of_source = origins.iter().filter(|origin| origin.source == source);
            of_source.next().map(|origin| origin.span)
        });
        if before.is_some() || after.is_some() {
            (self.before_at, self.after_at) = (before, after);
        }
    }

    /// What it was and what it is: `string → integer`, or the one there is.
    pub(super) fn difference(&self) -> String {
        difference(&self.before, &self.after)
    }
}

/// Two texts as one.
pub(super) fn difference(before: &Option<String>, after: &Option<String>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    }
}

/// How bad a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// It is a change.
    Any,
    /// There is more Rust.
    Minor,
    /// Some programs no longer compile.
    Major,
    /// Some calls fail.
    Wire,
}

impl Level {
    /// The level of two verdicts.
    pub(super) fn of(wire: Wire, bump: Bump) -> Self {
        match (wire, bump) {
            (Wire::Breaking, _) => Self::Wire,
            (_, Bump::Major) => Self::Major,
            (_, Bump::Minor) => Self::Minor,
            (_, Bump::Patch) => Self::Any,
        }
    }
}
