//! One change: its rule, its verdicts, and the operations that it reaches.

use super::rules::{Bump, Rule, Wire};
use crate::diagnostic::Span;
use crate::ir::{Origin, Source};
use serde::Serialize;

/// The extent of a comparison.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether descriptions are compared as well.
    pub descriptions: bool,
}

/// One change between two states of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The kind of change.
    pub rule: Rule,
    /// The part that has changed: `GET /store/orders`, `GET /store/orders?limit`, `Order`, `Order.email`,
    /// `customers.listOrders`.
    pub subject: String,
    /// The old value, where the change is about a value.
    pub before: Option<String>,
    /// The new value.
    pub after: Option<String>,
    /// The effect on clients in use.
    pub wire: Wire,
    /// The effect on the generated crate.
    pub bump: Bump,
    /// The operations that it reaches.
    pub places: Vec<Place>,
    /// The place in the old state's documentation.
    pub before_at: Option<Span>,
    /// The place in the new state's documentation.
    pub after_at: Option<Span>,
    /// All places in the documentation of either state.
    pub(super) origins: [Vec<Origin>; 2],
}

/// A place at which a change reaches an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The property path of the resource, such as `admin.orders`.
    pub resource: String,
    /// The method, such as `admin.orders.list`.
    pub method: String,
    /// The operation, such as `GET /admin/orders`.
    pub operation: String,
    /// The path to the change, such as `response.orders[].items[]`; empty for the operation itself.
    pub path: String,
}

impl Change {
    /// A change with the verdicts of its rule.
    pub(super) fn new(rule: Rule, subject: impl Into<String>) -> Self {
        Self {
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
        }
    }

    /// The severity, for `--fail-on`.
    pub fn level(&self) -> Level {
        Level::of(self.wire, self.bump)
    }

    /// Sets the old and the new value; an empty one is absent.
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

    /// Sets the places in the documentation.
    pub(super) fn at(&mut self, origins: [&[Origin]; 2]) -> &mut Self {
        [self.before_at, self.after_at] = origins.map(place);
        self.origins = origins.map(<[Origin]>::to_vec);
        self
    }

    /// Sets the effect on the generated crate.
    pub(super) fn bump(&mut self, bump: Bump) -> &mut Self {
        self.bump = bump;
        self
    }

    /// Sets the effect on clients in use.
    pub(super) fn wire(&mut self, wire: Wire) -> &mut Self {
        self.wire = wire;
        self
    }

    /// Shows the place in one source, if there is one.
    pub(super) fn show(&mut self, source: Source) {
        let [before, after] = self.origins.each_ref().map(|origins| {
            let mut of_source = origins.iter().filter(|origin| origin.source == source);
            of_source.next().map(|origin| origin.span)
        });
        if before.is_some() || after.is_some() {
            (self.before_at, self.after_at) = (before, after);
        }
    }

    /// The old and the new value as one text: `string → integer`, or the only value.
    pub(super) fn difference(&self) -> String {
        difference(&self.before, &self.after)
    }
}

/// The place to show: documentation before corrections, pages before documents. Where only one source has changed,
/// [`Change::show`] selects it later.
fn place(origins: &[Origin]) -> Option<Span> {
    let rank = |origin: &&Origin| match origin.source {
        Source::Pages => 0,
        Source::OpenApi => 1,
        Source::Fixup => 2,
    };
    origins.iter().min_by_key(rank).map(|origin| origin.span)
}

/// Two values as one text.
pub(super) fn difference(before: &Option<String>, after: &Option<String>) -> String {
    let texts: Vec<&str> = [before, after]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    texts.join(" → ")
}

/// The severity of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Clients and programs work as before, with the same Rust.
    Any,
    /// There is additional Rust.
    Minor,
    /// Some programs no longer compile.
    Major,
    /// Some calls fail.
    Wire,
}

impl Level {
    /// All levels, the most severe first.
    pub(super) const ALL: [Self; 4] = [Self::Wire, Self::Major, Self::Minor, Self::Any];

    /// The level in one word.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Wire => "wire-breaking",
            Self::Major => "source-breaking",
            Self::Minor => "addition",
            Self::Any => "other",
        }
    }

    /// The level of two verdicts: a failing call is worse than a program that no longer compiles.
    pub(super) fn of(wire: Wire, bump: Bump) -> Self {
        match (wire, bump) {
            (Wire::Breaking, _) => Self::Wire,
            (_, Bump::Major) => Self::Major,
            (_, Bump::Minor) => Self::Minor,
            (_, Bump::Patch) => Self::Any,
        }
    }
}
