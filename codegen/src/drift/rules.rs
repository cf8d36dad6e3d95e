//! The rules: every kind of change, with its stable id and its verdicts.
//!
//! A rule is data: the direction of the values, the subject, the aspect of it and the kind of change. Its id reads
//! *direction.subject.aspect.change*; id, description and verdicts are functions of these four. The verdict on Rust
//! is the most that a change of this kind can do; the verdict on a particular change comes from comparing the Rust
//! of both states (module `surface`), so that a field that is `Option` in both states does no harm when
//! it becomes optional.
//!
//! Requests and responses mirror each other: a server that requires more than before breaks requests, one that
//! guarantees less than before breaks responses.

use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::LazyLock;

/// The effect on clients that were built from the old documentation, with a server of the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// Only documentation for readers has changed.
    Docs,
    /// Clients work as before.
    Compatible,
    /// Some calls fail, or mean something else.
    Breaking,
}

/// The part of its version that the next release of the generated crate has to raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// The same Rust, or other documentation.
    Patch,
    /// Additional Rust.
    Minor,
    /// Some programs no longer compile.
    Major,
}

/// Defines an enum whose variants each have a fixed word.
macro_rules! words {
    ($(#[$of_enum:meta])* $name:ident { $($(#[$of_variant:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$of_enum])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name { $($(#[$of_variant])* $variant,)* }

        impl $name {
            /// The word for it in the ids of rules and in reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// The direction in which values are sent.
    Direction {
        /// From the caller to the server.
        Request = "request",
        /// From the server to the caller.
        Response = "response",
    }
}

words! {
    /// The part of an API that a rule is about.
    Subject {
        /// A resource.
        Resource = "resource",
        /// A method of a resource.
        Method = "method",
        /// An operation.
        Operation = "operation",
        /// A security scheme.
        AuthScheme = "auth-scheme",
        /// A request or response body.
        Body = "body",
        /// A request body that callers have to send.
        RequiredBody = "required-body",
        /// The encoding of a body.
        Encoding = "encoding",
        /// The status code of a successful response.
        Status = "status",
        /// A query or header parameter.
        Parameter = "parameter",
        /// A query or header parameter that callers have to send.
        RequiredParameter = "required-parameter",
        /// A field of an object.
        Field = "field",
        /// A field that has to be present.
        RequiredField = "required-field",
        /// A value of an enum.
        EnumValue = "enum-value",
        /// A variant of a union.
        Variant = "variant",
        /// Fields of any name.
        OtherFields = "other-fields",
        /// A type.
        Type = "type",
        /// The generated Rust, while the API stays as it is.
        Rust = "rust",
        /// A description.
        Description = "description",
        /// One of the two sources, while the other takes precedence.
        Source = "source",
        /// A correction in `fixups.toml`.
        Fixup = "fixup",
    }
}

words! {
    /// The aspect of its subject that a rule is about.
    Aspect {
        /// The subject as a whole; no part of the id.
        Itself = "",
        /// The path.
        Path = "path",
        /// The HTTP method.
        Verb = "verb",
        /// The operation id.
        Id = "id",
        /// The name of a path parameter.
        PathParameter = "path-parameter",
        /// Whether authentication is required.
        Auth = "auth",
        /// The accepted security schemes.
        AuthScheme = "auth-scheme",
        /// The documented error responses.
        Error = "error",
        /// Whether it has to be present.
        Required = "required",
        /// Whether it may be null.
        Nullable = "nullable",
        /// Its type.
        Type = "type",
        /// Its default.
        Default = "default",
        /// Whether it is deprecated.
        Deprecated = "deprecated",
        /// The feature flag that it depends on.
        FeatureFlag = "feature-flag",
        /// Whether it is a relation that callers ask for.
        Expandable = "expandable",
        /// The arguments of a method or constructor.
        Arguments = "arguments",
        /// The constructor of a type.
        Constructor = "constructor",
        /// The traits that a type implements.
        Traits = "traits",
    }
}

words! {
    /// The kind of a change.
    ChangeKind {
        /// Absent before, present now.
        Added = "added",
        /// Present before, absent now.
        Removed = "removed",
        /// The same with another name.
        Renamed = "renamed",
        /// The same in another part of the request.
        Moved = "moved",
        /// Different.
        Changed = "changed",
        /// Fewer values than before.
        Narrowed = "narrowed",
        /// More values than before.
        Widened = "widened",
        /// The same parts in another order.
        Reordered = "reordered",
        /// Without effect, since the other source takes precedence.
        Overridden = "overridden",
        /// Without a target.
        Stale = "stale",
    }
}

impl Wire {
    /// The verdict in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

impl Bump {
    /// The part of the version in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Direction {
    /// The rule for values that are sent in this direction.
    pub(super) fn rule(self, subject: Subject, aspect: Aspect, change: ChangeKind) -> Rule {
        Rule {
            direction: Some(self),
            ..subject.rule(aspect, change)
        }
    }
}

impl Subject {
    /// The rule for values that are not sent, or not in one direction only.
    pub(super) fn rule(self, aspect: Aspect, change: ChangeKind) -> Rule {
        Rule {
            subject: self,
            direction: None,
            aspect,
            change,
        }
    }

    /// The same subject where it has to be present.
    pub(super) fn required(self, is_required: bool) -> Self {
        match self {
            Self::Body if is_required => Self::RequiredBody,
            Self::Field if is_required => Self::RequiredField,
            Self::Parameter if is_required => Self::RequiredParameter,
            _ => self,
        }
    }

    /// The same subject, whether it has to be present or not.
    fn base(self) -> Self {
        match self {
            Self::RequiredBody => Self::Body,
            Self::RequiredField => Self::Field,
            Self::RequiredParameter => Self::Parameter,
            _ => self,
        }
    }
}

impl ChangeKind {
    /// The change from one presence to another, if they differ.
    pub(super) fn of_presence(presence: [bool; 2]) -> Option<Self> {
        match presence {
            [false, true] => Some(Self::Added),
            [true, false] => Some(Self::Removed),
            _ => None,
        }
    }

    /// The change from one value to another, of which each may be absent.
    pub(super) fn of_values(presence: [bool; 2], is_same: bool) -> Option<Self> {
        Self::of_presence(presence).or((!is_same).then_some(Self::Changed))
    }
}

/// A kind of change. The order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rule {
    /// The part of an API.
    pub subject: Subject,
    /// The direction of its values, where the rule depends on it.
    pub direction: Option<Direction>,
    /// The aspect of the subject.
    pub aspect: Aspect,
    /// The kind of change.
    pub change: ChangeKind,
}

/// The combinations that exist: directions, subjects, aspects, kinds of change.
type Family = (
    &'static [Option<Direction>],
    &'static [Subject],
    &'static [Aspect],
    &'static [ChangeKind],
);

const NONE: &[Option<Direction>] = &[None];
const REQUEST: &[Option<Direction>] = &[Some(Direction::Request)];
const RESPONSE: &[Option<Direction>] = &[Some(Direction::Response)];
const BOTH: &[Option<Direction>] = &[Some(Direction::Request), Some(Direction::Response)];
const PRESENCE: &[ChangeKind] = &[ChangeKind::Added, ChangeKind::Removed];
const ANY_CHANGE: &[ChangeKind] = &[ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed];
const TYPE_CHANGES: &[ChangeKind] = &[
    ChangeKind::Changed,
    ChangeKind::Narrowed,
    ChangeKind::Widened,
];

const FAMILIES: &[Family] = {
    use {Aspect as A, ChangeKind as C, Subject as S};
    const FLAGS: &[Aspect] = &[A::Required, A::Nullable, A::Deprecated, A::FeatureFlag];
    const IN_REQUESTS: &[Subject] = &[S::Parameter, S::RequiredParameter];
    const IN_BOTH: &[Subject] = &[
        S::Body,
        S::Field,
        S::RequiredField,
        S::EnumValue,
        S::Variant,
        S::OtherFields,
    ];
    &[
        (
            NONE,
            &[S::Resource, S::Method, S::Operation],
            &[A::Itself],
            PRESENCE,
        ),
        (NONE, &[S::Method, S::Type], &[A::Itself], &[C::Renamed]),
        (
            NONE,
            &[S::Method, S::Operation, S::Type],
            &[A::Deprecated],
            PRESENCE,
        ),
        (
            NONE,
            &[S::Operation],
            &[A::Path, A::Verb, A::Id],
            &[C::Changed],
        ),
        (NONE, &[S::Operation], &[A::PathParameter], &[C::Renamed]),
        (
            NONE,
            &[S::Operation],
            &[A::Auth, A::AuthScheme, A::FeatureFlag, A::Error],
            PRESENCE,
        ),
        (NONE, &[S::AuthScheme, S::Rust], &[A::Itself], &[C::Changed]),
        (NONE, &[S::Rust], &[A::Arguments], &[C::Reordered]),
        (NONE, &[S::Rust], &[A::Constructor, A::Traits], PRESENCE),
        (NONE, &[S::Description], &[A::Itself], ANY_CHANGE),
        (NONE, &[S::Source], &[A::Itself], &[C::Overridden]),
        (NONE, &[S::Fixup], &[A::Itself], &[C::Stale]),
        (BOTH, IN_BOTH, &[A::Itself], PRESENCE),
        (BOTH, &[S::Body, S::Field], &[A::Type], TYPE_CHANGES),
        (BOTH, &[S::Field], FLAGS, PRESENCE),
        (BOTH, &[S::Field], &[A::Default], ANY_CHANGE),
        (BOTH, &[S::Field], &[A::Itself], &[C::Renamed]),
        (REQUEST, IN_REQUESTS, &[A::Itself], PRESENCE),
        (REQUEST, &[S::Parameter], &[A::Type], TYPE_CHANGES),
        (REQUEST, &[S::Parameter], FLAGS, PRESENCE),
        (REQUEST, &[S::Parameter], &[A::Default], ANY_CHANGE),
        (
            REQUEST,
            &[S::Parameter],
            &[A::Itself],
            &[C::Renamed, C::Moved],
        ),
        (REQUEST, &[S::RequiredBody], &[A::Itself], &[C::Added]),
        (REQUEST, &[S::Body], &[A::Required], PRESENCE),
        (REQUEST, &[S::Encoding], &[A::Itself], &[C::Changed]),
        (RESPONSE, &[S::Status], &[A::Itself], &[C::Changed]),
        (RESPONSE, &[S::Field], &[A::Expandable], &[C::Changed]),
    ]
};

static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (directions, subjects, aspects, changes) in FAMILIES {
        for (&direction, &subject) in cross(directions, subjects) {
            for (&aspect, &change) in cross(aspects, changes) {
                all.push(Rule {
                    direction,
                    ..subject.rule(aspect, change)
                });
            }
        }
    }
    all.sort();
    all
});

fn cross<'t, A, B>(a: &'t [A], b: &'t [B]) -> impl Iterator<Item = (&'t A, &'t B)> {
    a.iter().flat_map(move |a| b.iter().map(move |b| (a, b)))
}

/// Former ids, which waivers may still use, with the present ones.
const FORMER_IDS: &[(&str, &str)] = &[("source.outvoted", "source.overridden")];

impl Rule {
    /// All rules, in the order of reports.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The rule with this id, or with this former id.
    pub fn find(id: &str) -> Option<Self> {
        let former = FORMER_IDS.iter().find(|(former, _)| *former == id);
        let id = former.map_or(id, |(_, present)| present);
        ALL.iter().copied().find(|rule| rule.id() == id)
    }

    /// The stable id, such as `response.field.removed`.
    pub fn id(self) -> String {
        let direction = self.direction.map_or("", Direction::as_str);
        let parts = [
            direction,
            self.subject.as_str(),
            self.aspect.as_str(),
            self.change.as_str(),
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(".")
    }

    /// The rule without its direction, without whether its subject is required, and without the extent of a
    /// change of type: two sources may differ in these when they report the same change.
    pub(super) fn generalized(self) -> Self {
        Self {
            direction: None,
            subject: self.subject.base(),
            change: match self.change {
                ChangeKind::Narrowed | ChangeKind::Widened => ChangeKind::Changed,
                change => change,
            },
            ..self
        }
    }

    /// Whether one subject can have several changes that follow this rule, such as values of an enum.
    pub(super) fn is_repeatable(self) -> bool {
        use {Aspect as A, Subject as S};
        matches!(self.subject, S::EnumValue | S::Variant | S::AuthScheme)
            || matches!(self.aspect, A::AuthScheme | A::Error)
    }

    /// The effect on clients in use.
    pub fn wire(self) -> Wire {
        use {Aspect as A, ChangeKind as C, Subject as S};
        let is_response = self.direction == Some(Direction::Response);
        let is_breaking = match (self.subject, self.aspect, self.change) {
            (S::Status | S::Description | S::Source | S::Fixup, ..)
            | (_, A::Id | A::PathParameter | A::Error | A::Expandable, _)
            | (_, A::Deprecated, C::Removed)
            | (_, A::Default, C::Added | C::Removed) => return Wire::Docs,
            // A default is the meaning of an absent value, and only callers leave values out.
            (_, A::Default, _) if is_response => return Wire::Docs,
            (S::Resource | S::Method | S::Type | S::Rust, ..) | (_, A::Deprecated, _) => false,
            (_, A::Auth | A::FeatureFlag, change) => change == C::Added,
            (_, A::AuthScheme, change) => change == C::Removed,
            (S::Operation, A::Itself, C::Added) => false,
            (S::Operation, ..) | (_, _, C::Renamed | C::Moved | C::Changed) => true,
            // Clients leave out a parameter that is null.
            (S::Parameter, A::Nullable, _) => false,
            // A server may guarantee less; clients ignore unknown fields, and keep unknown values and variants.
            (S::RequiredField | S::Body, A::Itself, C::Removed) if is_response => true,
            (_, A::Itself, _) if is_response => false,
            (_, A::Required, change) if is_response => change == C::Removed,
            (_, A::Nullable, change) if is_response => change == C::Added,
            (_, _, change) if is_response => change == C::Widened,
            // A server may require more; it need not accept unknown fields and values.
            (S::RequiredBody | S::RequiredParameter | S::RequiredField, ..) => true,
            (_, A::Required, change) => change == C::Added,
            (_, A::Itself | A::Nullable, change) => change == C::Removed,
            (_, _, change) => change == C::Narrowed,
        };
        match is_breaking {
            true => Wire::Breaking,
            false => Wire::Compatible,
        }
    }

    /// The largest effect on the generated crate.
    pub fn bump(self) -> Bump {
        use {Aspect as A, ChangeKind as C, Subject as S};
        match (self.subject, self.aspect, self.change) {
            _ if self.wire() == Wire::Docs => Bump::Patch,
            (S::AuthScheme, ..)
            | (_, A::Auth | A::AuthScheme | A::FeatureFlag | A::Default, _)
            | (S::Body, A::Required, _)
            | (S::Parameter, A::Nullable, _) => Bump::Patch,
            (_, A::Deprecated, _) | (_, A::Constructor | A::Traits, C::Added) => Bump::Minor,
            // The first parameter turns a plain request into a request type of its own.
            (S::Body | S::RequiredBody | S::Parameter, A::Itself, C::Added)
            | (S::RequiredParameter | S::RequiredField, A::Itself, C::Added) => Bump::Major,
            (_, A::Itself, C::Added) => Bump::Minor,
            _ => Bump::Major,
        }
    }

    /// A change of this kind, in one sentence without a full stop.
    pub fn description(self) -> String {
        use {Aspect as A, ChangeKind as C, Subject as S};
        let text = match (self.subject, self.aspect, self.change) {
            (S::Resource, _, C::Removed) => {
                "a resource was removed; its operations are reported separately"
            }
            (S::Method, A::Itself, C::Added) => "a method for a known operation was added",
            (S::Method, A::Itself, C::Removed) => {
                "a method was removed; its operation still exists"
            }
            (S::Method, A::Itself, _) => "a method was renamed or moved to another resource",
            (_, A::Path, _) => "the path of an operation changed",
            (_, A::Verb, _) => "the HTTP method of an operation changed",
            (_, A::Id, _) => "the id of an operation changed",
            (_, A::PathParameter, _) => "a path parameter was renamed",
            (_, A::Auth, C::Added) => "an operation now requires authentication",
            (_, A::Auth, _) => "an operation no longer requires authentication",
            (_, A::AuthScheme, C::Added) => "an operation accepts another security scheme",
            (_, A::AuthScheme, _) => "an operation no longer accepts a security scheme",
            (S::AuthScheme, ..) => "a security scheme uses a different header or cookie",
            (_, A::Error, C::Added) => "an error response is now documented",
            (_, A::Error, _) => "an error response is no longer documented",
            (S::Encoding, ..) => "the encoding of a request body changed",
            (S::Status, ..) => "the status code of a successful response changed",
            (_, A::Expandable, _) => {
                "a response field became a relation that callers expand, or no longer is one"
            }
            (S::Parameter, _, C::Moved) => "a value moved to another part of the request",
            (S::Type, A::Itself, _) => "the Rust name of a type changed",
            (_, A::Arguments, _) => {
                "the order of arguments changed, as in the documentation; where two have one type, old programs compile and swap them"
            }
            (_, A::Constructor, C::Added) => "callers can construct a type, since it is now sent",
            (_, A::Constructor, _) => {
                "callers can no longer construct a type, since it is no longer sent"
            }
            (_, A::Traits, C::Added) => "a type implements more traits",
            (_, A::Traits, _) => {
                "a type no longer implements a trait: `Default` excludes required fields, `Eq` and `Hash` exclude floating-point numbers"
            }
            (S::Rust, ..) => {
                "the generated Rust changed although the API did not, since it depends on other parts of the API"
            }
            (S::Source, ..) => {
                "a change in one source has no effect on the API: the other source takes precedence, or reported it already"
            }
            (S::Fixup, ..) => {
                "a correction in fixups.toml no longer fits; remove or update it, or nothing can be generated"
            }
            _ => return format!("{} {}", self.noun(), self.predicate()),
        };
        text.to_owned()
    }

    /// The subject or its aspect as a noun phrase.
    fn noun(self) -> String {
        use Subject as S;
        let direction = self.direction.map_or("", Direction::as_str);
        let is_presence = self.aspect == Aspect::Itself && self.change != ChangeKind::Renamed;
        let noun = match self.subject {
            S::Resource => "a resource".to_owned(),
            S::Method => "a method".to_owned(),
            S::Operation => "an operation".to_owned(),
            S::Description => "a description".to_owned(),
            S::Body => format!("a {direction} body"),
            S::RequiredBody => format!("a required {direction} body"),
            S::Parameter if is_presence => "an optional query or header parameter".to_owned(),
            S::Parameter => "a query or header parameter".to_owned(),
            S::RequiredParameter => "a required query or header parameter".to_owned(),
            S::Field if is_presence => format!("an optional {direction} field"),
            S::Field => format!("a {direction} field"),
            S::RequiredField => format!("a required {direction} field"),
            S::EnumValue => format!("a value of an enum in a {direction}"),
            S::Variant => format!("a variant of a union in a {direction}"),
            S::OtherFields => format!("support for fields of any name in a {direction}"),
            _ => "a type".to_owned(),
        };
        match self.aspect {
            Aspect::Type => format!("the type of {noun}"),
            Aspect::Default => format!("the default of {noun}"),
            _ => noun,
        }
    }

    /// The change as a verb phrase.
    fn predicate(self) -> &'static str {
        use {Aspect as A, ChangeKind as C};
        match (self.aspect, self.change) {
            (A::Required, C::Added) => "became required",
            (A::Required, _) => "became optional",
            (A::Nullable, C::Added) => "became nullable",
            (A::Nullable, _) => "is no longer nullable",
            (A::Deprecated, C::Added) => "was deprecated",
            (A::Deprecated, _) => "is no longer deprecated",
            (A::FeatureFlag, C::Added) => "now depends on a feature flag",
            (A::FeatureFlag, _) => "no longer depends on a feature flag",
            (A::Default, C::Added) => "is now documented",
            (A::Default, C::Removed) => "is no longer documented",
            (_, C::Added) => "was added",
            (_, C::Removed) => "was removed",
            (_, C::Renamed) => "was renamed",
            (_, C::Narrowed) => "was narrowed",
            (_, C::Widened) => "was widened",
            _ => "changed",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
