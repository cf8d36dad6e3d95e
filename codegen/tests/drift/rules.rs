//! The rules: their ids, which waivers refer to, and their verdicts.

use super::drift::waivers::Waivers;
use super::drift::{Aspect, Bump, ChangeKind, Direction, Rule, Subject, Wire};
use super::expected;
use std::collections::BTreeSet;
use std::path::Path;

/// Ids and verdicts are stable: the fixture changes only where a rule is added or its text is improved.
#[test]
fn ids_and_verdicts_are_as_expected() {
    let mut lines: Vec<String> = (Rule::all().iter())
        .map(|rule| {
            let (wire, bump) = (rule.wire().as_str(), rule.bump().as_str());
            format!("{rule} {wire} {bump}: {}\n", rule.description())
        })
        .collect();
    lines.sort();
    expected(Path::new("tests/fixtures/drift-rules.txt")).assert_eq(&lines.concat());
}

#[test]
fn ids_are_unique_and_found() {
    let ids: BTreeSet<_> = Rule::all().iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), Rule::all().len());
    for &rule in Rule::all() {
        assert_eq!(Rule::find(&rule.id()), Some(rule));
        assert!(!rule.description().ends_with('.'), "{rule}");
        if rule.wire() == Wire::Docs {
            assert_eq!(rule.bump(), Bump::Patch, "{rule}");
        }
    }
}

#[test]
fn waivers_accept_former_ids() {
    let former = Rule::find("source.outvoted").expect("the former id is known");
    assert_eq!(former.id(), "source.overridden");
    let waiver = "[[waiver]]\nrule = \"source.outvoted\"\nsubject = \"Lamp\"\nreason = \"known\"\nexpires = 2030-01-01";
    assert!(Waivers::read("waivers.toml", waiver).is_ok());
}

/// Mirrored rules whose verdicts differ all the same, on the side of requests.
const ASYMMETRIC: [&str; 8] = [
    // Servers reject unknown fields, clients ignore them.
    "request.field.removed",
    "request.required-field.removed",
    "request.other-fields.removed",
    // A client that expects no body ignores one.
    "request.body.removed",
    // Clients keep unknown values and variants.
    "request.enum-value.removed",
    "request.variant.removed",
    // A response always has its body; callers may leave an optional one out.
    "request.body.added",
    // A default is the meaning of an absent value, and only callers leave values out.
    "request.field.default.changed",
];

/// A change that breaks one direction breaks the other one in reverse.
#[test]
fn directions_mirror_each_other() {
    let mut used = 0;
    for &rule in Rule::all() {
        let Some(mirror) = mirror(rule).filter(|mirror| Rule::all().contains(mirror)) else {
            continue;
        };
        let is_asymmetric = ASYMMETRIC.contains(&rule.id().as_str());
        assert_eq!(
            rule.wire() != mirror.wire(),
            is_asymmetric,
            "{rule} and {mirror}"
        );
        used += usize::from(is_asymmetric);
    }
    assert_eq!(used, ASYMMETRIC.len());
}

/// The counterpart of a rule for requests.
fn mirror(rule: Rule) -> Option<Rule> {
    let is_request = rule.direction == Some(Direction::Request);
    // Deprecations, defaults and feature flags mean the same in both directions.
    let is_annotation = matches!(
        rule.aspect,
        Aspect::Deprecated | Aspect::Default | Aspect::FeatureFlag
    );
    is_request.then_some(Rule {
        direction: Some(Direction::Response),
        change: match rule.change {
            change if is_annotation => change,
            ChangeKind::Added => ChangeKind::Removed,
            ChangeKind::Removed => ChangeKind::Added,
            ChangeKind::Narrowed => ChangeKind::Widened,
            ChangeKind::Widened => ChangeKind::Narrowed,
            change => change,
        },
        ..rule
    })
}

/// Each rule that one direction lacks is one of these.
#[test]
fn rules_exist_in_both_directions() {
    for &rule in Rule::all() {
        let Some(direction) = rule.direction else {
            continue;
        };
        let other = match direction {
            Direction::Request => Direction::Response,
            _ => Direction::Request,
        };
        let direction = Some(other);
        let other = Rule { direction, ..rule };
        let is_single = matches!(
            (rule.subject, rule.aspect),
            (Subject::Parameter | Subject::RequiredParameter, _)
                | (
                    Subject::RequiredBody | Subject::Encoding | Subject::Status,
                    _
                )
                | (Subject::Body, Aspect::Required)
                | (_, Aspect::Expandable)
        );
        assert_eq!(Rule::all().contains(&other), !is_single, "{rule}");
        if !is_single {
            // Both directions have the same Rust.
            assert_eq!(rule.bump(), other.bump(), "{rule}");
        }
    }
}

/// Parameters are like fields of requests.
#[test]
fn parameters_are_like_fields() {
    let (mut differences, mut parameters) = (Vec::new(), 0);
    for &rule in Rule::all() {
        let subject = match rule.subject {
            Subject::Parameter => Subject::Field,
            Subject::RequiredParameter => Subject::RequiredField,
            _ => continue,
        };
        let field = Rule { subject, ..rule };
        if rule.change == ChangeKind::Moved {
            continue;
        }
        assert!(Rule::all().contains(&field), "{rule}");
        if (rule.wire(), rule.bump()) != (field.wire(), field.bump()) {
            differences.push(rule.id());
        }
        parameters += 1;
    }
    assert!(parameters > 15, "{parameters}");
    // The first parameter gives a method another type; a parameter that is null is left out.
    let expected = [
        "request.parameter.added",
        "request.parameter.nullable.added",
        "request.parameter.nullable.removed",
    ];
    assert_eq!(differences, expected);
}
