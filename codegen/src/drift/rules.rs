//! The rules: every kind of change, with its stable id and whom it breaks.
//!
//! The id reads *direction.what.how*. The verdict on the wire is the rule's own. The one on Rust is the
//! most that a change of this kind can do; what a particular change does is found out by comparing the
//! Rust it becomes ([`surface`](super::surface)), so that, say, a field which is `Option` either way
//! does no harm when it is no longer required.
//!
//! What is sent and what is received mirror each other: what is asked of the caller beyond what was asked
//! before breaks requests, what is promised less than before breaks responses. [`Rule::mirror`] names a
//! rule's counterpart, and [`EXCEPTIONS`] the pairs whose verdicts differ, with the reason.

use serde::Serialize;
use std::fmt;

/// Whether a client built from the old documentation works against a server of the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// Only what people read has changed.
    Docs,
    /// It works as before.
    Compatible,
    /// Some calls fail, or mean something else.
    Breaking,
}

/// What the generated crate's next version has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// The same Rust, or other documentation.
    Patch,
    /// More Rust.
    Minor,
    /// Some programs no longer compile.
    Major,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the caller to the server.
    Request,
    /// From the server to the caller.
    Response,
}

impl Wire {
    /// In one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

impl Bump {
    /// In one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

macro_rules! rules {
    ($($name:ident = $id:literal, $wire:ident, $bump:ident, $means:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule { $(#[doc = $means] $name,)* }

        impl Rule {
            /// Every rule there is.
            pub const ALL: &[Rule] = &[$(Rule::$name,)*];

            /// The stable id, such as `response.field.removed`.
            pub fn id(self) -> &'static str {
                match self { $(Rule::$name => $id,)* }
            }

            /// What it does to a client that is already in use.
            pub fn wire(self) -> Wire {
                match self { $(Rule::$name => Wire::$wire,)* }
            }

            /// The most that it does to the generated crate.
            pub fn bump(self) -> Bump {
                match self { $(Rule::$name => Bump::$bump,)* }
            }

            /// What such a change is, in one sentence without a full stop.
            pub fn means(self) -> &'static str {
                match self { $(Rule::$name => $means,)* }
            }
        }
    };
}

rules! {
    ResourceAdded = "resource.added", Compatible, Minor, "there is a new resource";
    ResourceRemoved = "resource.removed", Compatible, Major, "a resource is gone; what became of its operations is said by them";
    MethodAdded = "method.added", Compatible, Minor, "there is another method for a known operation";
    MethodRemoved = "method.removed", Compatible, Major, "a method is gone; its operation is still there";
    MethodRenamed = "method.renamed", Compatible, Major, "the same operation is called by a method of another name or resource";
    MethodDeprecated = "method.deprecated.added", Compatible, Minor, "a method should no longer be used";
    MethodUndeprecated = "method.deprecated.removed", Docs, Patch, "a method is no longer deprecated";

    OperationAdded = "operation.added", Compatible, Minor, "there is a new operation";
    OperationRemoved = "operation.removed", Breaking, Major, "an operation is gone";
    OperationPath = "operation.path.changed", Breaking, Major, "a method calls another path";
    OperationVerb = "operation.verb.changed", Breaking, Major, "a method calls with another verb";
    OperationId = "operation.id.changed", Docs, Patch, "an operation has another id";
    OperationPathParameter = "operation.path-parameter.renamed", Docs, Patch, "a placeholder in a path has another name";
    AuthAdded = "operation.auth.added", Breaking, Patch, "callers must be signed in";
    AuthRemoved = "operation.auth.removed", Compatible, Patch, "callers need not be signed in any longer";
    AuthSchemeAdded = "operation.auth-scheme.added", Compatible, Patch, "there is another way to be signed in";
    AuthSchemeRemoved = "operation.auth-scheme.removed", Breaking, Patch, "a way to be signed in is no longer accepted";
    AuthSchemeChanged = "auth-scheme.changed", Breaking, Patch, "a way to be signed in is carried by something else";
    OperationFlagAdded = "operation.feature-flag.added", Breaking, Patch, "the server needs a feature flag for an operation";
    OperationFlagRemoved = "operation.feature-flag.removed", Compatible, Patch, "an operation no longer needs a feature flag";
    OperationDeprecated = "operation.deprecated.added", Compatible, Minor, "an operation should no longer be used";
    OperationUndeprecated = "operation.deprecated.removed", Docs, Patch, "an operation is no longer deprecated";
    ErrorAdded = "operation.error.added", Docs, Patch, "another error response is documented";
    ErrorRemoved = "operation.error.removed", Docs, Patch, "an error response is no longer documented";

    RequestBodyAdded = "request.body.added", Compatible, Major, "an operation takes a body";
    RequiredRequestBodyAdded = "request.required-body.added", Breaking, Major, "an operation insists on a body";
    RequestBodyRemoved = "request.body.removed", Breaking, Major, "an operation takes no body any longer";
    RequestBodyRequired = "request.body.required.added", Breaking, Patch, "an operation insists on its body";
    RequestBodyOptional = "request.body.required.removed", Compatible, Patch, "an operation no longer insists on its body";
    RequestEncoding = "request.encoding.changed", Breaking, Major, "a body is sent in another way";
    ResponseBodyAdded = "response.body.added", Compatible, Major, "an operation answers with a body";
    ResponseBodyRemoved = "response.body.removed", Breaking, Major, "an operation answers without a body";
    ResponseStatus = "response.status.changed", Docs, Patch, "success has another status code";
    RequestBodyType = "request.body.type.changed", Breaking, Major, "a body is something else";
    RequestBodyNarrowed = "request.body.type.narrowed", Breaking, Major, "a body can be less than before";
    RequestBodyWidened = "request.body.type.widened", Compatible, Major, "a body can be more than before";
    ResponseBodyType = "response.body.type.changed", Breaking, Major, "an answer is something else";
    ResponseBodyNarrowed = "response.body.type.narrowed", Compatible, Major, "an answer can be less than before";
    ResponseBodyWidened = "response.body.type.widened", Breaking, Major, "an answer can be more than before";

    ParameterAdded = "request.parameter.added", Compatible, Major, "a query or header parameter is new";
    RequiredParameterAdded = "request.required-parameter.added", Breaking, Major, "a query or header parameter is new and insisted on";
    ParameterRemoved = "request.parameter.removed", Breaking, Major, "a query or header parameter is gone; the server refuses what it does not know";
    RequiredParameterRemoved = "request.required-parameter.removed", Breaking, Major, "a query or header parameter is gone that was insisted on; the server refuses what it does not know";
    ParameterRenamed = "request.parameter.renamed", Breaking, Major, "a query or header parameter has another name";
    ParameterMoved = "request.parameter.moved", Breaking, Major, "a value is sent in another part of the request";
    ParameterRequired = "request.parameter.required.added", Breaking, Major, "a query or header parameter is insisted on";
    ParameterOptional = "request.parameter.required.removed", Compatible, Major, "a query or header parameter is no longer insisted on";
    ParameterNullable = "request.parameter.nullable.added", Compatible, Patch, "a query or header parameter may be null";
    ParameterNotNullable = "request.parameter.nullable.removed", Compatible, Patch, "a query or header parameter may not be null any longer; clients leave it out";
    ParameterType = "request.parameter.type.changed", Breaking, Major, "a query or header parameter is something else";
    ParameterNarrowed = "request.parameter.type.narrowed", Breaking, Major, "a query or header parameter can be less than before";
    ParameterWidened = "request.parameter.type.widened", Compatible, Major, "a query or header parameter can be more than before";
    ParameterDefaultAdded = "request.parameter.default.added", Docs, Patch, "the default of a parameter is documented";
    ParameterDefaultRemoved = "request.parameter.default.removed", Docs, Patch, "the default of a parameter is no longer documented";
    ParameterDefaultChanged = "request.parameter.default.changed", Breaking, Patch, "leaving a parameter out means something else";
    ParameterDeprecated = "request.parameter.deprecated.added", Compatible, Minor, "a parameter should no longer be used";
    ParameterUndeprecated = "request.parameter.deprecated.removed", Docs, Patch, "a parameter is no longer deprecated";
    ParameterFlagAdded = "request.parameter.feature-flag.added", Breaking, Patch, "the server needs a feature flag for a parameter";
    ParameterFlagRemoved = "request.parameter.feature-flag.removed", Compatible, Patch, "a parameter no longer needs a feature flag";

    RequestFieldAdded = "request.field.added", Compatible, Minor, "a field can be sent that was unknown";
    RequiredRequestFieldAdded = "request.required-field.added", Breaking, Major, "a field is new and insisted on";
    RequestFieldRemoved = "request.field.removed", Breaking, Major, "a field is gone; the server refuses what it does not know";
    RequiredRequestFieldRemoved = "request.required-field.removed", Breaking, Major, "a field is gone that was insisted on; the server refuses what it does not know";
    RequestFieldRenamed = "request.field.renamed", Breaking, Major, "a field is sent under another name";
    RequestFieldRequired = "request.field.required.added", Breaking, Major, "a field is insisted on";
    RequestFieldOptional = "request.field.required.removed", Compatible, Major, "a field is no longer insisted on";
    RequestFieldNullable = "request.field.nullable.added", Compatible, Major, "a field may be sent as null";
    RequestFieldNotNullable = "request.field.nullable.removed", Breaking, Major, "a field may not be sent as null any longer";
    RequestFieldType = "request.field.type.changed", Breaking, Major, "something else is to be sent";
    RequestFieldNarrowed = "request.field.type.narrowed", Breaking, Major, "less can be sent than before";
    RequestFieldWidened = "request.field.type.widened", Compatible, Major, "more can be sent than before";
    RequestDefaultAdded = "request.field.default.added", Docs, Patch, "the default of a field is documented";
    RequestDefaultRemoved = "request.field.default.removed", Docs, Patch, "the default of a field is no longer documented";
    RequestDefaultChanged = "request.field.default.changed", Breaking, Patch, "leaving a field out means something else";
    RequestFieldDeprecated = "request.field.deprecated.added", Compatible, Minor, "a field should no longer be sent";
    RequestFieldUndeprecated = "request.field.deprecated.removed", Docs, Patch, "a field that is sent is no longer deprecated";
    RequestFieldFlagAdded = "request.field.feature-flag.added", Breaking, Patch, "the server needs a feature flag for a field that is sent";
    RequestFieldFlagRemoved = "request.field.feature-flag.removed", Compatible, Patch, "a field that is sent no longer needs a feature flag";
    RequestValueAdded = "request.enum-value.added", Compatible, Minor, "another value is accepted";
    RequestValueRemoved = "request.enum-value.removed", Breaking, Major, "a value is no longer accepted";
    RequestVariantAdded = "request.variant.added", Compatible, Minor, "another type is accepted";
    RequestVariantRemoved = "request.variant.removed", Breaking, Major, "a type is no longer accepted";
    RequestOthersAdded = "request.other-fields.added", Compatible, Minor, "fields of any name are accepted";
    RequestOthersRemoved = "request.other-fields.removed", Breaking, Major, "fields of any name are no longer accepted";

    ResponseFieldAdded = "response.field.added", Compatible, Minor, "a field can come that was unknown";
    RequiredResponseFieldAdded = "response.required-field.added", Compatible, Major, "a field comes that was unknown";
    ResponseFieldRemoved = "response.field.removed", Compatible, Major, "a field is gone that did not always come";
    RequiredResponseFieldRemoved = "response.required-field.removed", Breaking, Major, "a field is gone that always came";
    ResponseFieldRenamed = "response.field.renamed", Breaking, Major, "a field comes under another name";
    ResponseFieldRequired = "response.field.required.added", Compatible, Major, "a field always comes";
    ResponseFieldOptional = "response.field.required.removed", Breaking, Major, "a field does not always come any longer";
    ResponseFieldNullable = "response.field.nullable.added", Breaking, Major, "a field may come as null";
    ResponseFieldNotNullable = "response.field.nullable.removed", Compatible, Major, "a field does not come as null any longer";
    ResponseFieldType = "response.field.type.changed", Breaking, Major, "something else comes";
    ResponseFieldNarrowed = "response.field.type.narrowed", Compatible, Major, "less can come than before";
    ResponseFieldWidened = "response.field.type.widened", Breaking, Major, "more can come than before";
    ResponseDefaultAdded = "response.field.default.added", Docs, Patch, "the default of a field that comes is documented";
    ResponseDefaultRemoved = "response.field.default.removed", Docs, Patch, "the default of a field that comes is no longer documented";
    ResponseDefaultChanged = "response.field.default.changed", Docs, Patch, "a field that comes has another default";
    ResponseFieldDeprecated = "response.field.deprecated.added", Compatible, Minor, "a field that comes should no longer be used";
    ResponseFieldUndeprecated = "response.field.deprecated.removed", Docs, Patch, "a field that comes is no longer deprecated";
    ResponseFieldFlagAdded = "response.field.feature-flag.added", Breaking, Patch, "a field only comes with a feature flag";
    ResponseFieldFlagRemoved = "response.field.feature-flag.removed", Compatible, Patch, "a field comes without a feature flag";
    ResponseExpandable = "response.field.expandable.changed", Docs, Patch, "a field is a relation to be expanded, or no longer";
    ResponseValueAdded = "response.enum-value.added", Compatible, Minor, "another value can come";
    ResponseValueRemoved = "response.enum-value.removed", Compatible, Major, "a value no longer comes";
    ResponseVariantAdded = "response.variant.added", Compatible, Minor, "another type can come";
    ResponseVariantRemoved = "response.variant.removed", Compatible, Major, "a type no longer comes";
    ResponseOthersAdded = "response.other-fields.added", Compatible, Minor, "fields of any name can come";
    ResponseOthersRemoved = "response.other-fields.removed", Compatible, Major, "fields of any name no longer come";

    TypeRenamed = "type.renamed", Compatible, Major, "the same type has another name in Rust";
    TypeDeprecated = "type.deprecated.added", Compatible, Minor, "a type should no longer be used";
    TypeUndeprecated = "type.deprecated.removed", Docs, Patch, "a type is no longer deprecated";
    RustChanged = "rust.changed", Compatible, Major, "the API is as it was, and its Rust is not: it depends on what else there is";
    ArgumentsReordered = "rust.arguments.reordered", Compatible, Major, "the same values are asked for in another order, which is that of the documentation; where two are of one type, old programs compile and mix them up";
    ConstructorAdded = "rust.constructor.added", Compatible, Minor, "callers can build a type, for it is sent now";
    ConstructorRemoved = "rust.constructor.removed", Compatible, Major, "callers can no longer build a type, for it is not sent any longer";
    TraitsAdded = "rust.traits.added", Compatible, Minor, "a type implements more traits";
    TraitsRemoved = "rust.traits.removed", Compatible, Major, "a type no longer implements a trait: not `Default` with a required field, nor `Eq` and `Hash` with a floating-point number";
    DescriptionAdded = "description.added", Docs, Patch, "something is described that was not";
    DescriptionRemoved = "description.removed", Docs, Patch, "something is no longer described";
    DescriptionChanged = "description.changed", Docs, Patch, "something is described in other words";
    SourceOutvoted = "source.outvoted", Docs, Patch, "a change in one source leaves the API as it was: the other one decides, or has said so already";
    FixupStale = "fixup.stale", Docs, Patch, "a correction in fixups.toml no longer fits, so nothing can be generated until it is removed or corrected";
}

/// Pairs of mirrored rules with different verdicts on the wire, by the id on the request side, with the reason.
pub const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "request.field.removed",
        "servers refuse fields that they do not know, clients pass over them",
    ),
    (
        "request.required-field.removed",
        "servers refuse fields that they do not know, clients pass over them",
    ),
    (
        "request.other-fields.removed",
        "servers refuse fields that they do not know, clients pass over them",
    ),
    (
        "request.body.removed",
        "a client that awaits no body passes over one",
    ),
    (
        "request.enum-value.removed",
        "enums are open: a value that is not documented is kept as it came",
    ),
    (
        "request.variant.removed",
        "unions are open: a value that fits no variant is kept as it came",
    ),
    (
        "request.body.added",
        "a response's body is there or not, whatever a caller may leave out",
    ),
    (
        "request.field.default.changed",
        "a default says what is meant by leaving something out, which only callers do",
    ),
];

impl Rule {
    /// The rule with this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }

    /// Which way the values go that it is about, if it is about values.
    pub fn direction(self) -> Option<Direction> {
        match self.id().split('.').next() {
            Some("request") => Some(Direction::Request),
            Some("response") => Some(Direction::Response),
            _ => None,
        }
    }

    /// The id of the counterpart in the other direction: there it is the opposite that breaks.
    pub fn mirror(self) -> Option<String> {
        let (direction, what) = self.id().split_once('.')?;
        let other = match direction {
            "request" => "response",
            "response" => "request",
            _ => return None,
        };
        let opposites = [
            (".added", ".removed"),
            (".removed", ".added"),
            (".narrowed", ".widened"),
            (".widened", ".narrowed"),
        ];
        // What is said of a value is the same thing to say in both directions, and so is that it needs a flag.
        let is_note = [".deprecated.", ".default.", ".feature-flag."]
            .iter()
            .any(|note| what.contains(note));
        let opposite = opposites
            .iter()
            .filter(|_| !is_note)
            .find_map(|(how, opposite)| Some(format!("{}{opposite}", what.strip_suffix(how)?)));
        Some(format!(
            "{other}.{}",
            opposite.unwrap_or_else(|| what.to_owned())
        ))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Direction {
    /// The one of two that is about this direction.
    pub(super) fn pick<T>(self, request: T, response: T) -> T {
        match self {
            Self::Request => request,
            Self::Response => response,
        }
    }
}

/// The rules about the fields of an object, or the parameters of an operation.
#[derive(Debug)]
pub(super) struct FieldRules {
    pub(super) direction: Direction,
    pub(super) added: Rule,
    pub(super) required_added: Rule,
    pub(super) removed: Rule,
    pub(super) required_removed: Rule,
    pub(super) renamed: Rule,
    pub(super) required: Rule,
    pub(super) optional: Rule,
    pub(super) nullable: Rule,
    pub(super) not_nullable: Rule,
    pub(super) ty: TypeRules,
    pub(super) default_added: Rule,
    pub(super) default_removed: Rule,
    pub(super) default_changed: Rule,
    pub(super) deprecated: Rule,
    pub(super) undeprecated: Rule,
    pub(super) flag_added: Rule,
    pub(super) flag_removed: Rule,
}

/// The rules about what something is.
#[derive(Debug)]
pub(super) struct TypeRules {
    pub(super) changed: Rule,
    pub(super) narrowed: Rule,
    pub(super) widened: Rule,
}

pub(super) static PARAMETER: FieldRules = FieldRules {
    direction: Direction::Request,
    added: Rule::ParameterAdded,
    required_added: Rule::RequiredParameterAdded,
    removed: Rule::ParameterRemoved,
    required_removed: Rule::RequiredParameterRemoved,
    renamed: Rule::ParameterRenamed,
    required: Rule::ParameterRequired,
    optional: Rule::ParameterOptional,
    nullable: Rule::ParameterNullable,
    not_nullable: Rule::ParameterNotNullable,
    ty: TypeRules {
        changed: Rule::ParameterType,
        narrowed: Rule::ParameterNarrowed,
        widened: Rule::ParameterWidened,
    },
    default_added: Rule::ParameterDefaultAdded,
    default_removed: Rule::ParameterDefaultRemoved,
    default_changed: Rule::ParameterDefaultChanged,
    deprecated: Rule::ParameterDeprecated,
    undeprecated: Rule::ParameterUndeprecated,
    flag_added: Rule::ParameterFlagAdded,
    flag_removed: Rule::ParameterFlagRemoved,
};

pub(super) static REQUEST_FIELD: FieldRules = FieldRules {
    direction: Direction::Request,
    added: Rule::RequestFieldAdded,
    required_added: Rule::RequiredRequestFieldAdded,
    removed: Rule::RequestFieldRemoved,
    required_removed: Rule::RequiredRequestFieldRemoved,
    renamed: Rule::RequestFieldRenamed,
    required: Rule::RequestFieldRequired,
    optional: Rule::RequestFieldOptional,
    nullable: Rule::RequestFieldNullable,
    not_nullable: Rule::RequestFieldNotNullable,
    ty: TypeRules {
        changed: Rule::RequestFieldType,
        narrowed: Rule::RequestFieldNarrowed,
        widened: Rule::RequestFieldWidened,
    },
    default_added: Rule::RequestDefaultAdded,
    default_removed: Rule::RequestDefaultRemoved,
    default_changed: Rule::RequestDefaultChanged,
    deprecated: Rule::RequestFieldDeprecated,
    undeprecated: Rule::RequestFieldUndeprecated,
    flag_added: Rule::RequestFieldFlagAdded,
    flag_removed: Rule::RequestFieldFlagRemoved,
};

pub(super) static RESPONSE_FIELD: FieldRules = FieldRules {
    direction: Direction::Response,
    added: Rule::ResponseFieldAdded,
    required_added: Rule::RequiredResponseFieldAdded,
    removed: Rule::ResponseFieldRemoved,
    required_removed: Rule::RequiredResponseFieldRemoved,
    renamed: Rule::ResponseFieldRenamed,
    required: Rule::ResponseFieldRequired,
    optional: Rule::ResponseFieldOptional,
    nullable: Rule::ResponseFieldNullable,
    not_nullable: Rule::ResponseFieldNotNullable,
    ty: TypeRules {
        changed: Rule::ResponseFieldType,
        narrowed: Rule::ResponseFieldNarrowed,
        widened: Rule::ResponseFieldWidened,
    },
    default_added: Rule::ResponseDefaultAdded,
    default_removed: Rule::ResponseDefaultRemoved,
    default_changed: Rule::ResponseDefaultChanged,
    deprecated: Rule::ResponseFieldDeprecated,
    undeprecated: Rule::ResponseFieldUndeprecated,
    flag_added: Rule::ResponseFieldFlagAdded,
    flag_removed: Rule::ResponseFieldFlagRemoved,
};

pub(super) static REQUEST_BODY: TypeRules = TypeRules {
    changed: Rule::RequestBodyType,
    narrowed: Rule::RequestBodyNarrowed,
    widened: Rule::RequestBodyWidened,
};

pub(super) static RESPONSE_BODY: TypeRules = TypeRules {
    changed: Rule::ResponseBodyType,
    narrowed: Rule::ResponseBodyNarrowed,
    widened: Rule::ResponseBodyWidened,
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_found() {
        let ids: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        assert_eq!(ids.len(), Rule::ALL.len());
        for &rule in Rule::ALL {
            assert_eq!(Rule::find(rule.id()), Some(rule));
            assert!(!rule.means().ends_with('.'), "{rule}");
            if rule.wire() == Wire::Docs {
                assert_eq!(rule.bump(), Bump::Patch, "{rule}");
            }
        }
    }

    /// What breaks the one direction breaks, turned around, the other; or there is a reason why not.
    #[test]
    fn directions_mirror_each_other() {
        let mut used = BTreeSet::new();
        for &rule in Rule::ALL {
            let Some(mirror) = rule.mirror() else {
                continue;
            };
            if is_alone(rule) || is_of_parameters(rule) {
                continue;
            }
            let mirror =
                Rule::find(&mirror).unwrap_or_else(|| panic!("{rule} has no counterpart {mirror}"));
            assert_eq!(mirror.mirror().as_deref(), Some(rule.id()));
            let request = if rule.direction() == Some(Direction::Request) {
                rule
            } else {
                mirror
            };
            match EXCEPTIONS.iter().find(|(id, _)| *id == request.id()) {
                Some((id, _)) => {
                    assert_ne!(rule.wire(), mirror.wire(), "{id} needs no exception");
                    used.insert(*id);
                }
                None => assert_eq!(rule.wire(), mirror.wire(), "{rule} and {mirror}"),
            }
        }
        assert_eq!(used.len(), EXCEPTIONS.len(), "used: {used:?}");
    }

    /// What only requests have, or only responses.
    fn is_alone(rule: Rule) -> bool {
        let alone = [
            "request.required-body.",
            "request.body.required.",
            "request.encoding.",
            "request.parameter.moved",
            "response.status.",
            "response.field.expandable.",
        ];
        alone.iter().any(|prefix| rule.id().starts_with(prefix))
    }

    fn is_of_parameters(rule: Rule) -> bool {
        ["request.parameter.", "request.required-parameter."]
            .iter()
            .any(|prefix| rule.id().starts_with(prefix))
    }

    /// Only requests have parameters. They are like fields that are sent.
    #[test]
    fn parameters_are_like_fields() {
        // With the first parameter a method gives another type; a parameter that is null is left out.
        let differ = [
            "request.parameter.added",
            "request.parameter.nullable.added",
            "request.parameter.nullable.removed",
        ];
        for &rule in Rule::ALL {
            if !is_of_parameters(rule) || is_alone(rule) {
                continue;
            }
            let id = rule.id().replace("parameter", "field");
            let field = Rule::find(&id).unwrap_or_else(|| panic!("{rule} has no {id}"));
            let is_left_out = rule == Rule::ParameterNotNullable;
            assert_eq!(rule.wire() == field.wire(), !is_left_out, "{rule}");
            let is_same = rule.bump() == field.bump();
            assert_eq!(is_same, !differ.contains(&rule.id()), "{rule} and {field}");
        }
    }

    /// What is sent and what is received are the same Rust, so that the same change does the same to it.
    #[test]
    fn directions_are_the_same_rust() {
        for &rule in Rule::ALL {
            if is_alone(rule) || is_of_parameters(rule) {
                continue;
            }
            if let Some(what) = rule.id().strip_prefix("request.") {
                let other = format!("response.{what}");
                let other = Rule::find(&other).unwrap_or_else(|| panic!("there is no {other}"));
                assert_eq!(rule.bump(), other.bump(), "{rule} and {other}");
            }
        }
    }

    #[test]
    fn rules_of_fields_are_where_they_belong() {
        for (rules, prefix) in [
            (&PARAMETER, "request.parameter"),
            (&REQUEST_FIELD, "request.field"),
            (&RESPONSE_FIELD, "response.field"),
        ] {
            let (direction, what) = prefix.split_once('.').unwrap();
            let expected = [
                (rules.added, format!("{prefix}.added")),
                (
                    rules.required_added,
                    format!("{direction}.required-{what}.added"),
                ),
                (rules.removed, format!("{prefix}.removed")),
                (
                    rules.required_removed,
                    format!("{direction}.required-{what}.removed"),
                ),
                (rules.renamed, format!("{prefix}.renamed")),
                (rules.required, format!("{prefix}.required.added")),
                (rules.optional, format!("{prefix}.required.removed")),
                (rules.nullable, format!("{prefix}.nullable.added")),
                (rules.not_nullable, format!("{prefix}.nullable.removed")),
                (rules.ty.changed, format!("{prefix}.type.changed")),
                (rules.ty.narrowed, format!("{prefix}.type.narrowed")),
                (rules.ty.widened, format!("{prefix}.type.widened")),
                (rules.default_added, format!("{prefix}.default.added")),
                (rules.default_removed, format!("{prefix}.default.removed")),
                (rules.default_changed, format!("{prefix}.default.changed")),
                (rules.deprecated, format!("{prefix}.deprecated.added")),
                (rules.undeprecated, format!("{prefix}.deprecated.removed")),
                (rules.flag_added, format!("{prefix}.feature-flag.added")),
                (rules.flag_removed, format!("{prefix}.feature-flag.removed")),
            ];
            for (rule, id) in expected {
                assert_eq!(rule.id(), id);
                assert_eq!(rule.direction(), Some(rules.direction));
            }
        }
    }
}
